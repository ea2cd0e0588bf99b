import { Card, Empty, Table } from 'antd';
import type { VoiceRow } from '../../../src/contract/speech-table.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { Factor, Languages, LastFault, Where } from './speech-cells.tsx';

/** Who speaks, what can be set of each, and plainly what cannot. */
export function VoiceTable({ voices }: { readonly voices: readonly VoiceRow[] }): React.JSX.Element {
  const t = useTexts();
  const tonesOf = ({ emotions, imitatesEmotions }: VoiceRow): string => {
    const names = emotions.map((emotion) => t(`speech.emotion.${emotion}`)).join(' · ');
    return imitatesEmotions ? `${names} (${t('speech.emotions.imitated')})` : names;
  };
  const settable = ({ speed, pitch }: VoiceRow): string =>
    [...(speed ? [t('speech.can.speed')] : []), ...(pitch ? [t('speech.can.pitch')] : [])].join(' · ') || '–';
  return (
    <Card title={t('speech.voices')}>
      <Table<VoiceRow>
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ x: true }}
        dataSource={voices}
        footer={() => t('speech.voices.about')}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('speech.voices.empty')} /> }}
        columns={[
          { title: t('speech.name'), dataIndex: 'name' },
          { title: t('speech.where'), render: (_, { kind, vendor }) => <Where kind={kind} vendor={vendor} /> },
          {
            title: t('speech.languages'),
            render: (_, { languages, dialects }) => <Languages languages={languages} dialects={dialects} />,
          },
          { title: t('speech.emotions'), render: (_, voice) => tonesOf(voice) },
          { title: t('speech.can'), render: (_, voice) => settable(voice) },
          {
            title: t('speech.limits'),
            render: (_, { limits }) =>
              limits.map((limit) => limit[t.language]).join(t.language === 'en' ? '; ' : '；') ||
              t('speech.limits.none'),
          },
          { title: t('speech.speed'), render: (_, { realTimeFactor }) => <Factor value={realTimeFactor} /> },
          { title: t('speech.fault'), render: (_, { lastFault }) => <LastFault lastFault={lastFault} /> },
        ]}
      />
    </Card>
  );
}
