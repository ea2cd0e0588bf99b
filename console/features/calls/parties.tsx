import { Card, Table, Tag } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import { useTexts, writeDuration } from '../../texts/use-texts.ts';

type Party = CallPage['parties'][number];

/** Who was in a call of the switchboard, when each came and when each left, counted from the start of the call. */
export function Parties({ call }: { readonly call: CallPage }): React.JSX.Element {
  const t = useTexts();
  const since = (atMs: number | null): string =>
    atMs === null ? '–' : writeDuration(Math.max(0, (atMs - call.startedAtMs) / 1000));
  return (
    <Card title={t('call.parties')}>
      <Table<Party>
        size="small"
        rowKey="leg"
        pagination={false}
        dataSource={call.parties}
        scroll={{ x: true }}
        columns={[
          { title: t('call.party'), dataIndex: 'party' },
          { title: t('call.party.as'), render: (_, party) => <Tag>{t(`role.${party.as}`)}</Tag> },
          { title: t('call.party.joined'), render: (_, party) => since(party.joinedAtMs) },
          { title: t('call.party.left'), render: (_, party) => since(party.leftAtMs) },
        ]}
      />
    </Card>
  );
}
