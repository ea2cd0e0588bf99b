import { every, type Clock } from '../../foundation/clock.ts';
import type { KnownRecording } from './known-recording.ts';
import { readRecordings, recordingFilesIn, type LoadedRecordings, type RecordingFile } from './load-recordings.ts';

/** Recordings of a folder that are read again when it changes. */
export interface FollowedRecordings {
  /** As read at first. */
  readonly first: LoadedRecordings;
  /** Tells of each later change, with all that is known then. The returned function ends the following. */
  follow(changed: (now: LoadedRecordings) => void): () => void;
}

/** A folder is looked into so often; what changed is read at the next look that finds it unchanged, as copying takes time. */
export const lookEveryMs = 5_000;

/** Reads the recordings in `folder`, there or not, as `loadRecordings` does; files that have not changed are read once. */
export async function followRecordings(folder: string, clock: Clock): Promise<FollowedRecordings> {
  const read = new Map<string, KnownRecording>();
  const files = await recordingFilesIn(folder);
  let known = versionOf(files);
  let seen = known;
  let isLooking = false;
  const look = async (changed: (now: LoadedRecordings) => void): Promise<void> => {
    const now = await recordingFilesIn(folder);
    const version = versionOf(now);
    const settled = version === seen;
    seen = version;
    if (!settled || version === known) return;
    const loaded = await readRecordings(folder, now, read);
    known = version;
    changed(loaded);
  };
  return {
    first: await readRecordings(folder, files, read),
    follow(changed) {
      let isOver = false;
      const tell = (now: LoadedRecordings): void => {
        if (!isOver) changed(now);
      };
      const stop = every(clock, lookEveryMs, () => {
        if (isLooking) return;
        isLooking = true;
        // A folder that cannot be looked into now is looked into again.
        void look(tell)
          .catch(() => undefined)
          .finally(() => {
            isLooking = false;
          });
      });
      return () => {
        isOver = true;
        stop();
      };
    },
  };
}

function versionOf(files: readonly RecordingFile[]): string {
  return files.map(({ path, version }) => `${path} ${version}`).join('\n');
}
