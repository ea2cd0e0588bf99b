import { levelDbfs, toneShare } from '../../src/audio/index.ts';

/** Pitches between the notes of the scale, so that music on hold is none of them. */
export const pitches = [453, 641, 906, 1281] as const;

/** Quieter than that is silence. */
const silentDbfs = -50;

/**
 * What stands in a second of sound: pitches, `music` for anything else that can be heard, nothing for silence. Judged a tenth
 * of it at a time, since late packets shift the phase; null where it is not clear, as where something has just begun.
 */
export function contentOf(second: ArrayLike<number>): readonly (number | 'music')[] | null {
  const samples = Int16Array.from(second);
  const pieces = Array.from({ length: 10 }, (_, index) => samples.subarray(index * 800, (index + 1) * 800));
  const loud = pieces.filter((piece) => levelDbfs(piece) > silentDbfs);
  if (loud.length <= 1) return [];
  if (loud.length < 6) return null;
  const shareOf = (hz: number): number =>
    loud.filter((piece) => toneShare(piece, hz, 8000) > 0.15).length / loud.length;
  const shares = pitches.map((hz) => ({ hz, share: shareOf(hz) }));
  if (shares.some(({ share }) => share > 0.3 && share < 0.6)) return null;
  const tones = shares.filter(({ share }) => share >= 0.6).map(({ hz }) => hz);
  return tones.length > 0 ? tones : ['music'];
}

/** Whether any tenth of a second of it is louder than silence. */
export const isLoud = (heard: readonly number[]): boolean =>
  Array.from({ length: Math.floor(heard.length / 800) }, (_, at) =>
    Int16Array.from(heard.slice(at * 800, (at + 1) * 800)),
  ).some((piece) => levelDbfs(piece) > silentDbfs);

/** As `contentOf`, of the newest second. */
export const hears = (heard: readonly number[]): ReturnType<typeof contentOf> =>
  heard.length < 8000 ? null : contentOf(heard.slice(-8000));
