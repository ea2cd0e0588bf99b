import { useQuery } from '@tanstack/react-query';
import { Card, Col, Empty, Row, Skeleton, Space, Table, Tag, Typography } from 'antd';
import { queueBoardSchema, type AgentRow, type QueueBoard } from '../../../src/contract/queue-board.ts';
import { ask } from '../../app/api.ts';
import { useTexts, writeTime } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { agentColours, QueueCard } from './queue-card.tsx';

type CallBack = QueueBoard['callBacks'][number];

function Agents({ agents }: { readonly agents: QueueBoard['agents'] }): React.JSX.Element {
  const t = useTexts();
  return (
    <Card title={t('queues.agents')}>
      <Table<AgentRow>
        size="small"
        rowKey="seat"
        pagination={false}
        dataSource={agents}
        locale={{ emptyText: t('queues.agents.empty') }}
        columns={[
          { title: t('queues.agent'), dataIndex: 'seat' },
          {
            title: t('queues.agent.state'),
            render: (_, { state }) => <Tag color={agentColours[state]}>{t(`agent-state.${state}`)}</Tag>,
          },
          { title: t('queues.agent.reason'), render: (_, { reason }) => reason ?? '–' },
        ]}
      />
    </Card>
  );
}

function CallBacks({ callBacks }: { readonly callBacks: QueueBoard['callBacks'] }): React.JSX.Element {
  const t = useTexts();
  return (
    <Card title={t('queues.promised')}>
      <Table<CallBack>
        size="small"
        rowKey="callId"
        pagination={false}
        dataSource={callBacks}
        scroll={{ x: true }}
        locale={{ emptyText: t('queues.promised.empty') }}
        columns={[
          { title: t('queues.promised.number'), dataIndex: 'number' },
          { title: t('queues.promised.queue'), render: (_, { queue }) => queue ?? '–' },
          { title: t('queues.promised.asked'), render: (_, { askedAtMs }) => writeTime(t.language, askedAtMs) },
          { title: t('queues.promised.attempts'), dataIndex: 'attempts' },
        ]}
      />
    </Card>
  );
}

/** Queues as they are now, looked at again every two seconds. */
export function QueueBoardPage(): React.JSX.Element {
  const t = useTexts();
  const board = useQuery({
    queryKey: ['queues'],
    queryFn: () => ask(queueBoardSchema, '/queues'),
    refetchInterval: 2_000,
  });
  if (board.error) return <ErrorNotice error={board.error} onRetry={() => void board.refetch()} />;
  if (!board.data) return <Skeleton active />;
  const { sinceMs, queues, agents, callBacks } = board.data;
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <Space wrap align="baseline" size="middle">
        <PageTitle>{t('queues.title')}</PageTitle>
        <Typography.Text type="secondary">{`${t('queues.since')} ${writeTime(t.language, sinceMs)}`}</Typography.Text>
      </Space>
      {queues.length === 0 ? <Empty description={t('queues.empty')} /> : null}
      <Row gutter={[16, 16]}>
        {queues.map((queue) => (
          <Col key={queue.name} xs={24} xl={12}>
            <QueueCard queue={queue} />
          </Col>
        ))}
        <Col xs={24} xl={12}>
          <Agents agents={agents} />
        </Col>
        <Col xs={24} xl={12}>
          <CallBacks callBacks={callBacks} />
        </Col>
      </Row>
    </Space>
  );
}
