import { useQuery } from '@tanstack/react-query';
import { Card, Col, Descriptions, Empty, Row, Skeleton, Space, Tag, Typography } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { callPageSchema, type CallPage as Call } from '../../../src/contract/api.ts';
import { ask } from '../../app/api.ts';
import { useTexts, writeDuration, writeTime, type Texts } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Fallbacks } from './fallbacks.tsx';
import { Functions } from './functions.tsx';
import { Parties } from './parties.tsx';
import { Summary } from './summary.tsx';
import { Transcript } from './transcript.tsx';
import { Turns } from './turns.tsx';
import { Waveform, type Player } from './waveform.tsx';

const tagsOf = (texts: readonly string[]): React.JSX.Element => (
  <Space size={4} wrap>
    {texts.map((text) => (
      <Tag key={text}>{text}</Tag>
    ))}
  </Space>
);

function earlyMediaOf({ earlyMedia }: Call, t: Texts): [string, React.ReactNode][] {
  if (!earlyMedia) return [];
  const { cause, by, heard } = earlyMedia;
  return [[t('turns.early-media'), `${t(`outcome.${cause}`)} · ${t(`turns.early-media.${by}`)} · ${heard}`]];
}

function Facts({ call }: { readonly call: Call }): React.JSX.Element {
  const t = useTexts();
  const rows: [string, React.ReactNode][] = [
    [t('board.campaign'), call.campaignName ?? '–'],
    [t('calls.direction'), t(`direction.${call.direction}`)],
    [t('calls.caller'), call.caller || '–'],
    [t('calls.callee'), call.callee],
    [t('calls.started'), writeTime(t.language, call.startedAtMs)],
    [t('calls.talk'), writeDuration(call.talkSec)],
    [t('calls.outcome'), <Tag key="outcome">{t(`outcome.${call.outcome}`)}</Tag>],
    [t('calls.answered-by'), call.answeredBy ? t(`answered-by.${call.answeredBy}`) : '–'],
    [t('turns.answered-because'), call.answeredByReason ?? '–'],
    ...earlyMediaOf(call, t),
    [t('call.hang-up-by'), t(`hang-up.${call.hangUpBy}`)],
    [t('calls.grade'), call.grade ?? '–'],
    [t('call.grade-rule'), call.gradeRule ?? '–'],
    [t('call.reason'), call.reason],
    [t('call.tags'), tagsOf(call.tags)],
    [t('call.slots'), tagsOf(Object.entries(call.slots).map(([slot, value]) => `${slot}: ${value}`))],
    [
      t('call.orders'),
      call.orders.map((order) => <Tag color="gold" key={order.orderId}>{`${order.product} ${order.amount}`}</Tag>),
    ],
    [
      t('call.transfer'),
      call.transfer
        ? `${call.transfer.seat ?? '–'} · ${t(call.transfer.answered ? 'call.transfer.answered' : 'call.transfer.failed')}`
        : '–',
    ],
    [
      t('call.call-back'),
      call.callBack
        ? call.callBack.wantedAtMs === null
          ? call.callBack.reason
          : writeTime(t.language, call.callBack.wantedAtMs)
        : '–',
    ],
  ];
  return (
    <Card title={t('call.title')} extra={call.doNotCall ? <Tag color="red">{t('call.do-not-call')}</Tag> : null}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={rows.map(([label, children]) => ({ key: label, label, children }))}
      />
    </Card>
  );
}

export function CallPage(): React.JSX.Element {
  const t = useTexts();
  const { callId = '' } = useParams();
  const [player, setPlayer] = useState<Player | null>(null);
  const [nowSec, setNowSec] = useState(0);
  const call = useQuery({ queryKey: ['calls', callId], queryFn: () => ask(callPageSchema, `/calls/${callId}`) });
  if (call.error) return <ErrorNotice error={call.error} onRetry={() => void call.refetch()} />;
  if (!call.data) return <Skeleton active />;
  const { data } = call;
  const hasSound = (data.recording?.tracks.length ?? 0) > 0;
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <Space align="baseline" size="middle">
        <PageTitle>{data.callee}</PageTitle>
        <Link to="/calls">← {t('call.back')}</Link>
      </Space>
      <Facts call={data} />
      {data.summary ? <Summary summary={data.summary} onPick={(seconds) => player?.seek(seconds)} /> : null}
      {data.parties.length > 0 ? <Parties call={data} /> : null}
      <Card title={t('call.recording')}>
        {hasSound ? (
          <Waveform url={`/api/v1/calls/${data.callId}/recording.wav`} onPlayer={setPlayer} onTime={setNowSec} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('call.recording.none')} />
        )}
      </Card>
      <Turns call={data} />
      {data.functions.length > 0 ? <Functions functions={data.functions} /> : null}
      {data.degraded.length > 0 ? <Fallbacks degraded={data.degraded} /> : null}
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Card title={t('call.transcript')}>
            <Transcript entries={data.transcript} nowSec={nowSec} onPick={(seconds) => player?.seek(seconds)} />
          </Card>
        </Col>
        <Col xs={24} xl={10}>
          <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
            <Card title={t('call.intents')}>
              {tagsOf(
                data.intents.map(
                  ({ turn, intent, confidence }) => `${turn}. ${intent} ${Math.round(confidence * 100)}%`,
                ),
              )}
            </Card>
            <Card title={t('call.path')}>
              <Typography.Text>{data.path.map((step) => step.node).join(' → ')}</Typography.Text>
            </Card>
          </Space>
        </Col>
      </Row>
    </Space>
  );
}
