import { Space, Tag, Typography } from 'antd';
import type { RecognizerRow, VoiceRow } from '../../../src/contract/speech-table.ts';
import { useTexts, writeTime } from '../../texts/use-texts.ts';

/** Languages in words, and dialects as the service calls them. */
export function Languages({
  languages,
  dialects = [],
}: Pick<VoiceRow, 'languages'> & { readonly dialects?: readonly string[] }): React.JSX.Element {
  const t = useTexts();
  return (
    <Space size={4} wrap>
      {languages.map((language) => (
        <Tag key={language}>{t(`speech.language.${language}`)}</Tag>
      ))}
      {dialects.map((dialect) => (
        <Tag key={dialect} color="blue">
          {dialect}
        </Tag>
      ))}
    </Space>
  );
}

/** Where it runs: a service with its vendor's name. */
export function Where({ kind, vendor }: Pick<RecognizerRow | VoiceRow, 'kind' | 'vendor'>): React.JSX.Element {
  const t = useTexts();
  return <>{vendor === null ? t(`speech.where.${kind}`) : `${t(`speech.where.${kind}`)} · ${vendor}`}</>;
}

/** Below 1 it keeps up with one voice on one core. */
export function Factor({ value }: { readonly value: number | null }): React.JSX.Element {
  const t = useTexts();
  if (value === null) return <Typography.Text type="secondary">{t('speech.not-measured')}</Typography.Text>;
  return <Typography.Text type={value < 1 ? 'success' : 'danger'}>{value.toFixed(3)}</Typography.Text>;
}

export function LastFault({ lastFault }: Pick<VoiceRow, 'lastFault'>): React.JSX.Element {
  const t = useTexts();
  if (!lastFault) return <>{t('speech.fault.none')}</>;
  return (
    <Typography.Text type="danger">{`${writeTime(t.language, lastFault.atMs)} · ${lastFault.reason}`}</Typography.Text>
  );
}
