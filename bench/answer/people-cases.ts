import { joined } from '../../src/audio/index.ts';
import { resample } from '../../src/audio/resample.ts';
import { pick, type CorpusCase, type Making } from './making.ts';
import type { LineEffects } from './line-effects.ts';
import { tune } from './music.ts';
import { busyOpenings, childOpenings, openings, secondOpenings, spokenSyllables } from './texts.ts';
import { espeakSays, quiet } from './voices.ts';

interface Manner {
  readonly sound: Int16Array;
  readonly words: string | null;
  readonly line?: Partial<LineEffects>;
}

/** People who answer, in a dozen manners; where the folder of real speech is at hand, half of them speak with it. */
export async function peopleOf(making: Making): Promise<readonly CorpusCase[]> {
  const cases: CorpusCase[] = [];
  const manners = { ...synthetic, ...(making.real ? recorded : {}) };
  for (const [name, manner] of Object.entries(manners))
    for (let time = 0; time < 5 * making.times; time++) {
      const { sound, words, line } = await manner(making);
      const samples = joined([quiet(200 + making.random.int(1200)), sound, quiet(5_000)]);
      cases.push({ kind: `human/${name}`, label: 'human', words, samples: making.line(samples, line) });
    }
  return cases;
}

const says = async (text: string, making: Making, higher = 0): Promise<Manner> => {
  const { variant, speed, pitch } = making.speaker();
  return { words: text, sound: await espeakSays(text, { variant, speed, pitch: Math.min(99, pitch + higher) }) };
};
const opening = (making: Making): Promise<Manner> => says(pick(openings[making.half], making.random), making);

const synthetic: Readonly<Record<string, (making: Making) => Promise<Manner>>> = {
  plain: opening,
  late: async (making) => {
    const { sound, words } = await opening(making);
    return { words, sound: joined([quiet(3000 + making.random.int(3000)), sound]) };
  },
  noisy: async (making) => ({ ...(await opening(making)), line: { noise: making.loudNoise, noiseBelowDb: 14 } }),
  'two-voices': async (making) => {
    const [first, second] = [await opening(making), await opening(making)];
    const behind = second.sound.map((sample) => sample / 3);
    return { words: first.words, sound: joined([first.sound, quiet(100 + making.random.int(400)), behind]) };
  },
  'after-music': async (making) => {
    const { sound, words } = await opening(making);
    return { words, sound: joined([tune(800 + making.random.int(2500), making.random), quiet(250), sound]) };
  },
  child: (making) => says(pick(childOpenings[making.half], making.random), making, 60),
  busy: (making) => says(pick(busyOpenings[making.half], making.random), making),
  repeats: async (making) => {
    const first = await opening(making);
    const second = await says(pick(secondOpenings[making.half], making.random), making);
    const pauseMs = 1200 + making.random.int(1500);
    return { words: `${first.words}${second.words}`, sound: joined([first.sound, quiet(pauseMs), second.sound]) };
  },
};

/** A piece of a real utterance: every second of them in each half. */
function realPiece({ real, half, random }: Making, mostMs: number): Int16Array {
  const own = (real?.utterances ?? []).filter((_, index) => index % 2 === half);
  return pick(own, random).slice(0, mostMs * 8);
}

const recorded: Readonly<Record<string, (making: Making) => Promise<Manner>>> = {
  real: (making) => Promise.resolve({ words: null, sound: realPiece(making, 400 + making.random.int(1600)) }),
  'real-whole': (making) => Promise.resolve({ words: null, sound: realPiece(making, 2_600) }),
  'real-pitched': (making) => {
    const piece = realPiece(making, 1_400);
    const higher = making.random.int(2) === 0;
    return Promise.resolve({ words: null, sound: higher ? piece.filter((_, at) => at % 5 !== 4) : slower(piece) });
  },
  'real-repeats': (making) => {
    const pauseMs = 1200 + making.random.int(1500);
    const [first, second] = [realPiece(making, 600), realPiece(making, 1_300)];
    return Promise.resolve({ words: null, sound: joined([first, quiet(pauseMs), second]) });
  },
  syllables: (making) =>
    Promise.resolve({
      words: null,
      sound: making.real?.syllables(pick(spokenSyllables[making.half], making.random)) ?? new Int16Array(0),
    }),
};

/** A fifth longer and lower, as a tape that runs slowly. */
function slower(piece: Int16Array): Int16Array {
  const fine = resample(piece, 8000, 16_000);
  return Int16Array.from(
    { length: Math.floor((piece.length * 6) / 5) },
    (_, at) => fine[Math.floor((at * 5) / 3)] ?? 0,
  );
}
