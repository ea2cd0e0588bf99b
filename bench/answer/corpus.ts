import { seededRandom } from '../../src/foundation/random.ts';
import { codecsHere } from '../../src/telephony/index.ts';
import { announcementsOf, colourRingsOf, tonesOf } from './early-cases.ts';
import { pick, type Corpus, type Making } from './making.ts';
import { overLine, type LineEffects } from './line-effects.ts';
import { machinesOf } from './machine-cases.ts';
import { peopleOf } from './people-cases.ts';
import { wordings } from './texts.ts';
import type { RealVoices } from './voices.ts';

/** Voices, codecs and noise of the judged half are not those of the tuned half. */
const halves = [
  {
    seed: 4101,
    variants: ['m1', 'm3', 'f1', 'f2'],
    speeds: [150, 190],
    codecs: ['PCMA'],
    noises: ['none', 'white'],
    loudNoise: 'white',
    most: 0.01,
  },
  {
    seed: 9203,
    variants: ['m2', 'm5', 'm7', 'f3', 'f4', 'f5'],
    speeds: [140, 215],
    codecs: codecsHere(['PCMU', 'G722', 'opus']),
    noises: ['hum', 'street'],
    loudNoise: 'street',
    most: 0.04,
  },
] as const;

/** What each half is made of, a line each, and what both share: people to be convinced that they differ. */
export function halvesInWords(): readonly string[] {
  const [tuned, judged] = halves;
  const both = (a: readonly string[], b: readonly string[]): string =>
    a.filter((one) => b.includes(one)).join(', ') || 'nothing';
  const rows = [
    ['eSpeak voices', tuned.variants, judged.variants],
    ['codecs', tuned.codecs, judged.codecs],
    ['noise', tuned.noises, judged.noises],
    ['packets lost, up to', [`${tuned.most * 100} %`], [`${judged.most * 100} %`]],
  ] as const;
  const [ours, theirs] = [wordings(0), wordings(1)];
  return [
    ...rows.map(([what, a, b]) => `${what}: tuned ${a.join(', ')}; judged ${b.join(', ')}; shared ${both(a, b)}`),
    `wordings: tuned ${ours.length}, judged ${theirs.length}; shared ${both(ours, theirs)}`,
  ];
}

/** Tuned (0) or judged (1) half: the same for the same numbers. */
export async function makeCorpus(half: 0 | 1, real: RealVoices | null, times: number): Promise<Corpus> {
  const { seed, variants, speeds, codecs, noises, loudNoise, most } = halves[half];
  const random = seededRandom(seed);
  const making: Making = {
    half,
    random,
    real,
    times,
    loudNoise,
    speaker: () => ({
      variant: pick(variants, random),
      speed: speeds[0] + random.int(speeds[1] - speeds[0]),
      pitch: 30 + random.int(45),
    }),
    line: (samples, change) =>
      overLine(
        samples,
        {
          codec: pick<LineEffects['codec']>(codecs, random),
          levelDbfs: -26 + random.int(16),
          noise: pick<LineEffects['noise']>(noises, random),
          noiseBelowDb: 20 + random.int(20),
          lossShare: random.next() * most,
          ...change,
        },
        random,
      ),
  };
  const announcements = await announcementsOf(making);
  const machines = await machinesOf(making);
  const people = await peopleOf(making);
  return {
    cases: [...tonesOf(making), ...(await colourRingsOf(making)), ...announcements.cases, ...people, ...machines.cases],
    enrolled: [...announcements.enrolled, ...machines.enrolled],
  };
}
