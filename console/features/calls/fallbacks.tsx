import { Card, Table, Tag } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import { useTexts } from '../../texts/use-texts.ts';

/** What worked no longer during a call, in the order it happened, and what was done instead. */
export function Fallbacks({ degraded }: Pick<CallPage, 'degraded'>): React.JSX.Element {
  const t = useTexts();
  return (
    <Card title={t('turns.fallbacks')}>
      <Table<CallPage['degraded'][number] & { readonly key: number }>
        size="small"
        pagination={false}
        scroll={{ x: true }}
        dataSource={degraded.map((one, key) => ({ key, ...one }))}
        columns={[
          {
            title: t('turns.fallbacks.what'),
            render: (_, { what }) => <Tag color="orange">{t(`degraded.${what}`)}</Tag>,
          },
          { title: t('turns.fallbacks.reason'), dataIndex: 'reason' },
        ]}
      />
    </Card>
  );
}
