import { Card, Empty, Space, Table, Tag, Typography } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import type { Emotion } from '../../../src/contract/turn-measure.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { turnRows, type TurnRow } from './turn-rows.ts';

const emotionColours: Readonly<Record<Emotion, string>> = {
  neutral: 'default',
  positive: 'green',
  impatient: 'orange',
  angry: 'red',
  hesitant: 'gold',
};

const ms = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : String(Math.round(value));

function Endpoint({ latency }: Pick<TurnRow, 'latency'>): React.JSX.Element {
  const t = useTexts();
  if (latency?.policyMs === undefined) return <>{ms(latency?.endpointMs)}</>;
  return (
    <>
      {ms(latency.endpointMs)}
      <Typography.Text type="secondary">{` (${t('turns.policy')} ${ms(latency.policyMs)})`}</Typography.Text>
    </>
  );
}

function Interruptions({ bargeIns }: Pick<TurnRow, 'bargeIns'>): React.JSX.Element {
  const t = useTexts();
  if (bargeIns.length === 0) return <>–</>;
  return (
    <Space orientation="vertical" size={0}>
      {bargeIns.map(({ detectionMs, stopMs }) => (
        <span key={`${detectionMs} ${stopMs}`}>
          {`${t('turns.detected')} ${ms(detectionMs)} · ${t('turns.stopped')} ${ms(stopMs)}`}
        </span>
      ))}
    </Space>
  );
}

/** Always said to be a guess, with how sure it is and what spoke for it. */
function Feeling({ measure }: Pick<TurnRow, 'measure'>): React.JSX.Element {
  const t = useTexts();
  if (!measure) return <>–</>;
  const { emotion, confidence, reasons } = measure.emotion;
  return (
    <Space orientation="vertical" size={0}>
      <Tag color={emotionColours[emotion]}>
        {`${t(`emotion.${emotion}`)} · ${t('turns.guess')} ${Math.round(confidence * 100)}%`}
      </Tag>
      {reasons.length > 0 ? <Typography.Text type="secondary">{reasons.join('; ')}</Typography.Text> : null}
    </Space>
  );
}

function Manner({ measure }: Pick<TurnRow, 'measure'>): React.JSX.Element {
  const t = useTexts();
  if (!measure) return <>–</>;
  const { sound } = measure;
  if (!sound) return <>{t('turns.no-sound')}</>;
  const told = [
    ...(sound.syllablesPerSec === null ? [] : [`${sound.syllablesPerSec.toFixed(1)} ${t('turns.rate')}`]),
    `${t('turns.pauses')} ${sound.pauses}`,
    ...(sound.pauses > 0 ? [`${t('turns.longest-pause')} ${ms(sound.longestPauseMs)} ms`] : []),
    ...(sound.overlapMs > 0 ? [`${t('turns.overlap')} ${ms(sound.overlapMs)} ms`] : []),
  ];
  return <>{told.join(' · ')}</>;
}

/** Each turn of a call: where its time went, whether it interrupted, how it sounded and what it may have felt like. */
export function Turns({ call }: { readonly call: CallPage }): React.JSX.Element {
  const t = useTexts();
  const parts = [
    ['recognizer', 'recognizerMs'],
    ['dialogue', 'dialogueMs'],
    ['model', 'modelMs'],
    ['synthesis', 'synthesisMs'],
    ['first-packet', 'firstPacketMs'],
  ] as const;
  return (
    <Card title={t('turns.title')}>
      <Table<TurnRow>
        size="small"
        rowKey="turn"
        pagination={false}
        scroll={{ x: true }}
        dataSource={turnRows(call)}
        footer={() => t('turns.about')}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('turns.empty')} /> }}
        columns={[
          { title: t('turns.turn'), dataIndex: 'turn' },
          { title: t('turns.said'), render: (_, { said }) => said || '–' },
          { title: t('turns.endpoint'), render: (_, { latency }) => <Endpoint latency={latency} /> },
          ...parts.map(([name, part]) => ({
            title: t(`turns.${name}`),
            render: (_: unknown, { latency }: TurnRow) => ms(latency?.[part]),
          })),
          { title: t('turns.interruption'), render: (_, { bargeIns }) => <Interruptions bargeIns={bargeIns} /> },
          { title: t('turns.emotion'), render: (_, { measure }) => <Feeling measure={measure} /> },
          { title: t('turns.sound'), render: (_, { measure }) => <Manner measure={measure} /> },
        ]}
      />
    </Card>
  );
}
