import { levelDbfs, toneShare } from '../../src/audio/index.ts';

const tenth = 800;
/** Shorter than this is a crossing from one sound to the next. */
const leastTenths = 4;

/** Voices of telephones: each a pitch of its own between the notes of music, so that a recording says who was heard. */
export const voices = { one: 453, two: 641, three: 906 } as const;
export type Voice = keyof typeof voices;
/** `other`: loud, and none of the pitches nor several at once. */
export type Sound = Voice | 'other' | `${Voice}+${Voice}`;

function soundOf(piece: Int16Array): Sound | null {
  if (levelDbfs(piece) < -45) return null;
  const names = Object.keys(voices) as Voice[];
  const shares = names.map((name) => ({ name, share: toneShare(piece, voices[name], 8_000) }));
  const [most, next] = shares.toSorted((one, other) => other.share - one.share);
  if (!most || !next || most.share + next.share < 0.8) return 'other';
  if (most.share > 0.8) return most.name;
  const [first, second] = names.filter((name) => name === most.name || name === next.name);
  return `${first as Voice}+${second as Voice}`;
}

/** What was heard one after the other, silence left out: `['one', 'other', 'one']`. Samples at 8 kHz. */
export function soundsOf(samples: Int16Array): readonly Sound[] {
  const pieces = Array.from({ length: Math.floor(samples.length / tenth) }, (_, at) =>
    soundOf(samples.subarray(at * tenth, (at + 1) * tenth)),
  );
  const runs: { sound: Sound | null; tenths: number }[] = [];
  for (const sound of pieces) {
    const last = runs.at(-1);
    if (last?.sound === sound) last.tenths++;
    else runs.push({ sound, tenths: 1 });
  }
  const long = runs.filter(({ tenths }) => tenths >= leastTenths).flatMap(({ sound }) => (sound === null ? [] : [sound]));
  return long.filter((sound, at) => sound !== long[at - 1]);
}
