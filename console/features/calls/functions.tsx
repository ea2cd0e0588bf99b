import { Card, Table, Tag } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import { useTexts } from '../../texts/use-texts.ts';

/** What the script asked of functions during a call, in order, and what came of it. */
export function Functions({ functions }: Pick<CallPage, 'functions'>): React.JSX.Element {
  const t = useTexts();
  return (
    <Card title={t('turns.functions')}>
      <Table<CallPage['functions'][number] & { readonly key: number }>
        size="small"
        pagination={false}
        scroll={{ x: true }}
        dataSource={functions.map((one, key) => ({ key, ...one }))}
        columns={[
          { title: t('turns.functions.name'), dataIndex: 'name' },
          { title: t('turns.functions.node'), dataIndex: 'node' },
          {
            title: t('turns.functions.result'),
            render: (_, { ok, reason }) =>
              ok ? <Tag color="green">{t('turns.functions.ok')}</Tag> : <Tag color="red">{reason}</Tag>,
          },
          { title: t('turns.functions.took'), render: (_, { tookMs }) => `${Math.round(tookMs)} ms` },
        ]}
      />
    </Card>
  );
}
