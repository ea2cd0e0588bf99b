import { Empty, Tag, Typography } from 'antd';
import type { CallPage } from '../../../src/contract/api.ts';
import { useTexts, writeDuration } from '../../texts/use-texts.ts';

type Entry = CallPage['transcript'][number];

const colours: Readonly<Record<Entry['speaker'], string>> = { robot: 'green', customer: 'blue', seat: 'purple' };

/** What was said, in order; the sentence at `nowSec` is marked, and a click plays from there. */
export function Transcript({
  entries,
  nowSec,
  onPick,
}: {
  readonly entries: readonly Entry[];
  readonly nowSec: number;
  readonly onPick: (seconds: number) => void;
}): React.JSX.Element {
  const t = useTexts();
  if (entries.length === 0) return <Empty description={t('call.transcript.empty')} />;
  return (
    <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {entries.map((entry) => {
        const current =
          nowSec * 1000 >= entry.offsetMs &&
          nowSec * 1000 < entry.offsetMs + Math.max(400, entry.durationMs) &&
          nowSec > 0;
        return (
          <li key={`${entry.speaker}${entry.offsetMs}${entry.text}`} style={{ padding: '6px 0' }}>
            <button
              type="button"
              onClick={() => onPick(entry.offsetMs / 1000)}
              style={{
                all: 'unset',
                cursor: 'pointer',
                display: 'flex',
                gap: 8,
                alignItems: 'baseline',
                width: '100%',
                background: current ? 'rgba(22,119,255,.12)' : undefined,
                borderRadius: 6,
              }}
            >
              <Typography.Text type="secondary" style={{ width: '3.5em', flex: 'none' }}>
                {writeDuration(entry.offsetMs / 1000)}
              </Typography.Text>
              <Tag color={colours[entry.speaker]} style={{ flex: 'none' }}>
                {t(`call.${entry.speaker}`)}
              </Tag>
              <Typography.Text>
                {entry.text}
                {entry.completed ? null : <Tag style={{ marginInlineStart: 8 }}>{t('call.interrupted')}</Tag>}
              </Typography.Text>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
