import { Card, Descriptions, Space, Tag, Typography } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import { useTexts } from '../../texts/use-texts.ts';

interface SummaryProps {
  readonly summary: NonNullable<CallPage['summary']>;
  /** Plays the call from there. */
  readonly onPick: (seconds: number) => void;
}

/** What the call came to, who says so, and what a model found in it, each with the customer's words to listen to. */
export function Summary({ summary, onPick }: SummaryProps): React.JSX.Element {
  const t = useTexts();
  const { text, model, withheld, extracted } = summary;
  const found = Object.entries(extracted).map(([name, { question, value, evidence }]) => ({
    key: name,
    label: question,
    children: (
      <Space wrap>
        <Tag color="blue">{value}</Tag>
        <Typography.Link onClick={() => onPick(evidence.offsetMs / 1_000)}>“{evidence.text}”</Typography.Link>
      </Space>
    ),
  }));
  return (
    <Card
      title={t('call.summary')}
      extra={<Tag>{model === null ? t('call.summary.record') : `${t('call.summary.model')} ${model}`}</Tag>}
    >
      <Typography.Paragraph>{text}</Typography.Paragraph>
      {withheld === null ? null : (
        <Typography.Paragraph type="secondary">
          {t('call.summary.withheld')} {withheld.rule}, {withheld.because}
        </Typography.Paragraph>
      )}
      {found.length > 0 ? <Descriptions size="small" column={1} items={found} /> : null}
    </Card>
  );
}
