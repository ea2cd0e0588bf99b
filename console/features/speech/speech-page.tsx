import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Empty, Skeleton, Space, Table, Tag, Typography } from 'antd';
import { speechTableSchema, type MissingSpeech, type SpeechTable } from '../../../src/contract/speech-table.ts';
import { ask } from '../../app/api.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { RecognizerTable } from './recognizer-table.tsx';
import { Factor, Languages } from './speech-cells.tsx';
import { SpeechSettingsCard } from './speech-settings.tsx';
import { TrySpeech } from './try-speech.tsx';
import { VoiceTable } from './voice-table.tsx';

type Model = SpeechTable['models'][number];

/** Of these the code tells only whose fault it is: what is wrong stands in `why`. */
const toldByWhy: ReadonlySet<MissingSpeech['code']> = new Set(['service-unfit', 'engine-refused']);

function Missing({ missing }: Pick<SpeechTable, 'missing'>): React.JSX.Element {
  const t = useTexts();
  return (
    <Card title={t('speech.missing')}>
      {missing.length === 0 ? t('speech.missing.none') : null}
      <Space orientation="vertical" style={{ width: '100%' }}>
        {missing.map(({ what, code, why, mend }) => (
          <Alert
            key={`${what} ${why}`}
            type="warning"
            showIcon
            title={`${t(`speech.missing.${what}`)}: ${t(`speech.why.${code}`)}${toldByWhy.has(code) ? ` ${why}` : ''}`}
            description={
              <>
                {t('speech.missing.mend')} <Typography.Text code>{mend}</Typography.Text>
              </>
            }
          />
        ))}
      </Space>
    </Card>
  );
}

function Models({ models }: Pick<SpeechTable, 'models'>): React.JSX.Element {
  const t = useTexts();
  return (
    <Card title={t('speech.models')}>
      <Table<Model>
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ x: true }}
        dataSource={models}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('speech.models.empty')} /> }}
        columns={[
          { title: t('speech.name'), dataIndex: 'name' },
          { title: t('speech.models.task'), render: (_, { task }) => t(`speech.missing.${task}`) },
          { title: t('speech.languages'), render: (_, { languages }) => <Languages languages={languages} /> },
          { title: t('speech.models.size'), render: (_, { bytes }) => `${Math.max(1, Math.round(bytes / 1e6))} MB` },
          { title: t('speech.models.licence'), dataIndex: 'licence' },
          { title: t('speech.speed'), render: (_, { realTimeFactor }) => <Factor value={realTimeFactor} /> },
          { title: t('speech.models.processor'), render: (_, { processor }) => processor ?? '–' },
        ]}
      />
    </Card>
  );
}

/** What this machine and the services it uses can hear and say, what they cannot, and what is lacking. */
export function SpeechPage(): React.JSX.Element {
  const t = useTexts();
  const table = useQuery({
    queryKey: ['speech', 'engines'],
    queryFn: () => ask(speechTableSchema, '/speech/engines'),
    refetchInterval: 10_000,
  });
  if (table.error) return <ErrorNotice error={table.error} onRetry={() => void table.refetch()} />;
  if (!table.data) return <Skeleton active />;
  const { recognizers, voices, voiceDetector, models, missing } = table.data;
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <Space wrap align="baseline" size="middle">
        <PageTitle>{t('speech.title')}</PageTitle>
        <Tag color={voiceDetector === 'silero' ? 'green' : 'orange'}>
          {`${t('speech.detector')}: ${t(`speech.detector.${voiceDetector}`)}`}
        </Tag>
      </Space>
      <RecognizerTable recognizers={recognizers} />
      <VoiceTable voices={voices} />
      <TrySpeech voices={voices} />
      <SpeechSettingsCard />
      <Missing missing={missing} />
      <Models models={models} />
    </Space>
  );
}
