import { Card, Col, Descriptions, Row, Space, Statistic, Tag, Typography } from 'antd';
import type { AgentRow, QueueRow } from '../../../src/contract/queue-board.ts';
import { useTexts, writeDuration } from '../../texts/use-texts.ts';

export const agentColours: Readonly<Record<AgentRow['state'], string>> = {
  offline: 'default',
  ready: 'green',
  ringing: 'gold',
  busy: 'blue',
  'wrap-up': 'cyan',
  paused: 'orange',
};

const span = (ms: number | null): string => (ms === null ? '–' : writeDuration(ms / 1000));

function Now({ queue }: { readonly queue: QueueRow }): React.JSX.Element {
  const t = useTexts();
  const expected = queue.expectedWaitMs === null ? t('queues.nobody') : span(queue.expectedWaitMs);
  const figures: readonly [string, string | number][] = [
    [t('queues.waiting'), queue.waiting],
    [t('queues.longest-wait'), span(queue.waiting === 0 ? null : queue.longestWaitMs)],
    [t('queues.expected-wait'), expected],
    [t('queues.call-backs-due'), queue.callBacks],
  ];
  return (
    <Row gutter={[16, 16]}>
      {figures.map(([title, value]) => (
        <Col key={title} flex="1 1 110px">
          <Statistic title={title} value={value} />
        </Col>
      ))}
    </Row>
  );
}

function Today({ today }: { readonly today: QueueRow['today'] }): React.JSX.Element {
  const t = useTexts();
  const level = today.serviceLevel === null ? '–' : `${Math.round(today.serviceLevel * 100)}%`;
  const rows: readonly [string, string | number][] = [
    [t('queues.entered'), today.entered],
    [t('queues.connected'), today.connected],
    [t('queues.in-time'), today.connectedInTime],
    [t('queues.service-level'), level],
    [t('queues.abandoned'), today.abandoned],
    [t('queues.shortly-abandoned'), today.shortlyAbandoned],
    [t('queues.overflowed'), today.overflowed],
    [t('queues.call-backs'), `${today.callBacksAsked} / ${today.callBacksReached}`],
    [t('queues.mean-wait'), span(today.meanWaitMs)],
    [t('queues.longest-wait'), span(today.longestWaitMs)],
    [t('queues.mean-talk'), span(today.meanTalkMs)],
  ];
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2 }}
      title={t('queues.today')}
      items={rows.map(([label, children]) => ({ key: label, label, children }))}
    />
  );
}

/** One queue: how it does now, who serves it, and how it did today. */
export function QueueCard({ queue }: { readonly queue: QueueRow }): React.JSX.Element {
  const t = useTexts();
  const present = Object.entries(queue.agents).filter(([, count]) => count > 0) as [AgentRow['state'], number][];
  return (
    <Card title={queue.displayName ?? queue.name} extra={queue.displayName === null ? null : queue.name}>
      <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
        <Now queue={queue} />
        <Space wrap>
          <Typography.Text type="secondary">{t('queues.seats')}</Typography.Text>
          {present.map(([state, count]) => (
            <Tag key={state} color={agentColours[state]}>{`${t(`agent-state.${state}`)} ${count}`}</Tag>
          ))}
          {present.length === 0 ? <Typography.Text>{t('queues.nobody-signed-in')}</Typography.Text> : null}
        </Space>
        <Today today={queue.today} />
      </Space>
    </Card>
  );
}
