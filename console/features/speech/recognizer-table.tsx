import { Card, Empty, Table } from 'antd';
import type { RecognizerRow } from '../../../src/contract/speech-table.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { Factor, Languages, LastFault, Where } from './speech-cells.tsx';

/** Who hears, in the order in which they are tried, and what each can do. */
export function RecognizerTable({
  recognizers,
}: {
  readonly recognizers: readonly RecognizerRow[];
}): React.JSX.Element {
  const t = useTexts();
  const yesOrNo = (can: boolean | null): string =>
    can === null ? t('speech.unknown') : t(can ? 'speech.yes' : 'speech.no');
  return (
    <Card title={t('speech.recognizers')}>
      <Table<RecognizerRow>
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ x: true }}
        dataSource={recognizers}
        footer={() => t('speech.recognizers.about')}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('speech.recognizers.empty')} />,
        }}
        columns={[
          { title: t('speech.order'), render: (_, { order }) => order ?? t('speech.not-used') },
          { title: t('speech.name'), dataIndex: 'name' },
          { title: t('speech.where'), render: (_, { kind, vendor }) => <Where kind={kind} vendor={vendor} /> },
          {
            title: t('speech.languages'),
            render: (_, { languages, dialects }) => <Languages languages={languages} dialects={dialects} />,
          },
          { title: t('speech.streams'), render: (_, { streams }) => t(streams ? 'speech.yes' : 'speech.streams.no') },
          { title: t('speech.punctuates'), render: (_, { punctuates }) => yesOrNo(punctuates) },
          { title: t('speech.hotwords'), render: (_, { hotwords }) => t(`speech.hotwords.${hotwords}`) },
          { title: t('speech.speed'), render: (_, { realTimeFactor }) => <Factor value={realTimeFactor} /> },
          { title: t('speech.fault'), render: (_, { lastFault }) => <LastFault lastFault={lastFault} /> },
        ]}
      />
    </Card>
  );
}
