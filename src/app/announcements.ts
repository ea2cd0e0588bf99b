import type { MediaPort } from '../call/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { FollowedRecordings, LoadedRecordings } from '../speech/index.ts';

/** Of the data folder: `announcements/powered-off/mobile-1.wav`. */
export const announcementsFolder = 'announcements';

/** Calls that are placed from now on know the recordings that stand in the folder then. The returned function ends it. */
export function keepAnnouncements(
  recordings: FollowedRecordings,
  media: Pick<MediaPort, 'send'>,
  logger: Pick<Logger, 'info' | 'warn'>,
): () => void {
  const tell = ({ known, problems }: LoadedRecordings): void => {
    for (const problem of problems) logger.warn({ problem }, 'a recording of an announcement is not used');
    if (known.length > 0) logger.info({ known: countOf(known) }, 'recordings of announcements are known');
  };
  tell(recordings.first);
  return recordings.follow((now) => {
    tell(now);
    media.send({ kind: 'use-recordings', recordings: now.known });
  });
}

/** `powered-off 2, vacant 1`. */
export function countOf(known: LoadedRecordings['known']): string {
  const counts = new Map<string, number>();
  for (const { meaning } of known) {
    const label = meaning.cause ?? meaning.answeredBy;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([label, count]) => `${label} ${count}`).join(', ');
}
