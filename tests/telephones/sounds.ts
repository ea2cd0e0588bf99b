import { levelDbfs, toneShare } from '../../src/audio/index.ts';

/** Voices of telephones: each a pitch of its own between the notes of music, so that a recording says who was heard. */
export const voices = { one: 453, two: 641, three: 906 } as const;
export type Voice = keyof typeof voices;
/** `other`: loud, and none of the pitches alone. */
export type Sound = Voice | 'other';

/** A packet's sound: late ones shift the phase between two, never within one. */
const pieceSamples = 160;
/** What less than most of a window holds is a crossing from one sound to the next. */
const windowPieces = 20;

function soundOf(piece: Int16Array): Sound | null {
  if (levelDbfs(piece) < -45) return null;
  const voice = (Object.keys(voices) as Voice[]).find((name) => toneShare(piece, voices[name], 8_000) > 0.8);
  return voice ?? 'other';
}

/** What most of a window is; null where it is silent or a crossing. */
function mostly(pieces: readonly (Sound | null)[]): Sound | null {
  const counts = new Map<Sound | null, number>();
  for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return [...counts].find(([, count]) => count > windowPieces * 0.7)?.[0] ?? null;
}

/** What was heard one after the other, silence left out: `['one', 'other', 'one']`. Samples at 8 kHz. */
export function soundsOf(samples: Int16Array): readonly Sound[] {
  const pieces = Array.from({ length: Math.floor(samples.length / pieceSamples) }, (_, at) =>
    soundOf(samples.subarray(at * pieceSamples, (at + 1) * pieceSamples)),
  );
  const windows = Array.from({ length: Math.ceil(pieces.length / windowPieces) }, (_, at) =>
    mostly(pieces.slice(at * windowPieces, (at + 1) * windowPieces)),
  );
  const sounds = windows.filter((sound) => sound !== null);
  return sounds.filter((sound, at) => sound !== sounds[at - 1]);
}
