import { Card, Table, Tag } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { isTextKey } from '../../texts/zh-cn.ts';

/** What worked no longer during a call, in the order it happened, and what was done instead. */
export function Fallbacks({ degraded }: Pick<CallPage, 'degraded'>): React.JSX.Element {
  const t = useTexts();
  const nameOf = (what: string): string => {
    const key = `degraded.${what}`;
    return isTextKey(key) ? t(key) : what;
  };
  return (
    <Card title={t('turns.fallbacks')}>
      <Table<{ readonly key: number; readonly what: string; readonly reason: string }>
        size="small"
        pagination={false}
        scroll={{ x: true }}
        dataSource={degraded.map((one, key) => ({ key, ...one }))}
        columns={[
          { title: t('turns.fallbacks.what'), render: (_, { what }) => <Tag color="orange">{nameOf(what)}</Tag> },
          { title: t('turns.fallbacks.reason'), dataIndex: 'reason' },
        ]}
      />
    </Card>
  );
}
