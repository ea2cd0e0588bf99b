import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Alert,
  App,
  Button,
  Card,
  Col,
  Popconfirm,
  Progress,
  Row,
  Skeleton,
  Space,
  Statistic,
  Table,
  Tag,
  Typography,
} from 'antd';
import { Link, useParams } from 'react-router';
import type { z } from 'zod';
import {
  campaignBoardSchema,
  type campaignActionSchema,
  type CampaignBoard,
  type liveCallSchema,
} from '../../../src/contract/api.ts';
import { ask } from '../../app/api.ts';
import { useLiveEvents } from '../../app/use-live-events.ts';
import { useTexts, writeDuration } from '../../texts/use-texts.ts';
import { isTextKey, type TextKey } from '../../texts/zh-cn.ts';
import { Counts } from '../../ui/counts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { stateColours } from './campaign-list.tsx';

type Action = z.infer<typeof campaignActionSchema>;
type InTheAir = z.infer<typeof liveCallSchema>;

const actionsIn: Readonly<Record<CampaignBoard['state'], readonly Action[]>> = {
  draft: ['start'],
  scheduled: ['pause', 'stop'],
  running: ['pause', 'stop'],
  paused: ['resume', 'stop'],
  stopped: ['archive'],
  done: ['archive'],
  archived: [],
};

function Actions({ board }: { readonly board: CampaignBoard }): React.JSX.Element {
  const t = useTexts();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (action: Action) => ask(campaignBoardSchema, `/campaigns/${board.id}/${action}`, { method: 'POST' }),
    onSuccess: (after) => queries.setQueryData(['campaigns', board.id], after),
    onError: (error) => void message.error(error.message),
  });
  return (
    <Space>
      {actionsIn[board.state].map((action) =>
        action === 'stop' ? (
          <Popconfirm
            key={action}
            title={t('campaigns.stop.confirm')}
            okText={t('campaigns.yes')}
            cancelText={t('campaigns.no')}
            onConfirm={() => act.mutate(action)}
          >
            <Button danger>{t('campaigns.stop')}</Button>
          </Popconfirm>
        ) : (
          <Button key={action} type="primary" loading={act.isPending} onClick={() => act.mutate(action)}>
            {t(`campaigns.${action}`)}
          </Button>
        ),
      )}
    </Space>
  );
}

function Funnel({ funnel }: { readonly funnel: CampaignBoard['funnel'] }): React.JSX.Element {
  const t = useTexts();
  const steps = ['dialed', 'answered', 'talked', 'interested', 'closed'] as const;
  return (
    <Row gutter={[16, 16]}>
      {steps.map((step) => (
        <Col key={step} flex="1 1 140px">
          <Statistic
            title={t(`board.${step}`)}
            value={funnel[step]}
            suffix={
              funnel.dialed > 0 && step !== 'dialed' ? (
                <Typography.Text type="secondary">{`${Math.round((funnel[step] / funnel.dialed) * 100)}%`}</Typography.Text>
              ) : null
            }
          />
        </Col>
      ))}
    </Row>
  );
}

export function CampaignBoardPage(): React.JSX.Element {
  const t = useTexts();
  const { campaignId = '' } = useParams();
  const queries = useQueryClient();
  const board = useQuery({
    queryKey: ['campaigns', campaignId],
    queryFn: () => ask(campaignBoardSchema, `/campaigns/${campaignId}`),
    refetchInterval: 3_000,
  });
  useLiveEvents((message) => {
    if (message.campaignId === campaignId) void queries.invalidateQueries({ queryKey: ['campaigns', campaignId] });
  });
  if (board.error) return <ErrorNotice error={board.error} onRetry={() => void board.refetch()} />;
  if (!board.data) return <Skeleton active />;
  const { data } = board;
  const latency = [data.turnLatencyMs.p50, data.turnLatencyMs.p95]
    .map((ms) => (ms === null ? '–' : `${Math.round(ms)} ms`))
    .join(' / ');
  const ruleName = (rule: string): string => {
    const key = `rule.${rule}`;
    return isTextKey(key) ? t(key) : rule;
  };
  return (
    <Space orientation="vertical" size="large" style={{ width: '100%' }}>
      <Space wrap align="center" size="middle">
        <PageTitle>{data.name}</PageTitle>
        <Tag color={stateColours[data.state]}>{t(`state.${data.state}`)}</Tag>
        <Actions board={data} />
        <Link to={`/calls?campaign=${data.id}`}>{t('board.calls')}</Link>
      </Space>
      <Progress
        percent={data.leads === 0 ? 0 : Math.round((data.finished / data.leads) * 100)}
        format={() => `${data.finished} / ${data.leads}`}
        aria-label={t('campaigns.progress')}
      />
      {data.idleBecause ? (
        <Alert type="info" showIcon title={t('board.idle')} description={data.idleBecause[t.language]} />
      ) : null}
      <Card title={t('board.funnel')} extra={`${t('board.latency')}: ${latency}`}>
        <Funnel funnel={data.funnel} />
      </Card>
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={12}>
          <Card title={`${t('board.in-the-air')} (${data.inTheAir.length})`}>
            <Table<InTheAir>
              size="small"
              rowKey="callId"
              pagination={false}
              dataSource={data.inTheAir}
              locale={{ emptyText: t('board.in-the-air.empty') }}
              columns={[
                { title: t('calls.callee'), dataIndex: 'callee' },
                { title: t('campaigns.state'), render: (_, call) => <Tag>{t(`live.${call.state}`)}</Tag> },
                {
                  title: t('calls.talk'),
                  render: (_, call) =>
                    writeDuration(
                      call.answeredAtMs === null ? 0 : Math.max(0, (board.dataUpdatedAt - call.answeredAtMs) / 1000),
                    ),
                },
              ]}
            />
          </Card>
        </Col>
        <Col xs={24} xl={12}>
          <Card title={t('board.outcomes')}>
            <Counts counts={data.outcomes} label={(name) => t(`outcome.${name}` as TextKey)} empty={t('calls.empty')} />
          </Card>
        </Col>
        <Col xs={24} xl={12}>
          <Card title={t('calls.grade')}>
            <Counts byName counts={data.grades} label={(name) => name} empty={t('app.nothing')} />
          </Card>
        </Col>
        <Col xs={24} xl={12}>
          <Card title={t('board.refused')}>
            <Counts counts={data.refused} label={ruleName} empty={t('board.refused.empty')} />
          </Card>
        </Col>
      </Row>
    </Space>
  );
}
