import { drawNormal, type Random } from '../../src/foundation/random.ts';

export const hourMs = 3_600_000;

/** A day of telesales in numbers: what no dialer is told. */
export const world = {
  agents: 50,
  leads: 20_000,
  dayMs: 8 * hourMs,
  /** The share of dials that a person answers at the beginning, in the middle and at the end of the day, straight between. */
  answerShares: [0.2, 0.45, 0.15],
  /** Of the dials that no person answers. */
  otherwise: { noAnswer: 0.5, refused: 0.3, machine: 0.2 },
  /** Medians and deviations of the logarithm. */
  answersAfter: { leastMs: 3_000, medianMs: 8_000, deviation: 0.5, mostMs: 28_000 },
  noAnswerMs: 30_000,
  refusedAfter: { medianMs: 4_000, deviation: 0.5 },
  machineAfter: { medianMs: 14_000, deviation: 0.4 },
  talk: { medianMs: 150_000, deviation: 0.9 },
  wrapUp: { medianMs: 30_000, deviation: 0.6 },
  /** How long a person who answered says 喂 to nobody. */
  patience: { medianMs: 6_000, deviation: 0.8 },
} as const;

/** The world in one line, for the header. */
export const worldInWords = [
  `${world.agents} agents, ${world.leads} leads, ${world.dayMs / hourMs} h; people answer ${world.answerShares.map((share) => `${share * 100} %`).join(' → ')} of the dials, straight between,`,
  `  after 3 s and a log-normal time (median 8 s), 28 s at most; of the others half ring 30 s, 30 % are refused (median 4 s), 20 % meet a machine (median 14 s);`,
  `  talk log-normal (median 150 s, deviation 0.9), work after it (30 s, 0.6), patience of who answered (6 s, 0.8); the list of a day may run out: agents' waits count until then`,
];

/** What becomes of a dial that begins now. */
export interface Fate {
  readonly kind: 'person' | 'nobody';
  readonly afterMs: number;
}

export function fateOf(atMs: number, random: Random): Fate {
  if (random.next() < answerShareAt(atMs)) {
    const { leastMs, mostMs, ...spread } = world.answersAfter;
    return { kind: 'person', afterMs: Math.min(mostMs, leastMs + drawLogNormal(spread, random)) };
  }
  const lot = random.next();
  const { noAnswer, refused } = world.otherwise;
  if (lot < noAnswer) return { kind: 'nobody', afterMs: world.noAnswerMs };
  const spread = lot < noAnswer + refused ? world.refusedAfter : world.machineAfter;
  return { kind: 'nobody', afterMs: drawLogNormal(spread, random) };
}

export function answerShareAt(atMs: number): number {
  const [first, middle, last] = world.answerShares;
  const half = world.dayMs / 2;
  return atMs < half ? first + ((middle - first) * atMs) / half : middle + ((last - middle) * (atMs - half)) / half;
}

export function drawLogNormal(
  { medianMs, deviation }: { readonly medianMs: number; readonly deviation: number },
  random: Random,
): number {
  return medianMs * Math.exp(deviation * drawNormal(random));
}
