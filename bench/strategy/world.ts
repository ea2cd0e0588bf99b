import { seededRandom, type Random } from '../../src/foundation/random.ts';

/** A campaign over days: more people than can be tried thrice, so it matters who is tried when. */
export const world = {
  days: 10,
  hours: [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
  regions: ['京', '沪', '粤', '川', '鄂', '陕', '浙', '鲁'],
  leads: 60_000,
  dialsAnHour: 1_000,
  mostAttempts: 3,
  /** Nobody is tried again sooner, in hours of dialing. */
  restHours: 12,
  answerShare: 0.25,
  /** How far hours of regions differ from it. */
  spread: 0.5,
} as const;

export const worldInWords = [
  `${world.days} days of ${world.hours.length} hours, ${world.dialsAnHour} dials an hour, ${world.leads} people in ${world.regions.length} regions, ${world.mostAttempts} attempts each, a day between them; 25 % answer at the mean,`,
  '  each person as often as a draw from 0.5 to 1.5 times that; each hour of each region as a draw from 0.5 to 1.5 times that (in the world with nothing to learn: 1)',
];

/** What no dialer reads. */
export interface Truth {
  readonly regionOf: Uint8Array;
  /** By lead and attempt: who answers where the probability exceeds it. */
  readonly luck: Float64Array;
  /** How often a person answers, beside the others. */
  readonly habit: Float64Array;
  /** By region and hour. */
  readonly table: readonly (readonly number[])[];
}

export function truthOf(seed: number, spread: number): Truth {
  const random = seededRandom(seed);
  const around = (): number => 1 + spread * (2 * random.next() - 1);
  return {
    table: world.regions.map(() => world.hours.map(around)),
    regionOf: Uint8Array.from({ length: world.leads }, () => random.int(world.regions.length)),
    habit: draws(world.leads, () => 0.5 + random.next()),
    luck: draws(world.leads * world.mostAttempts, () => random.next()),
  };
}

const draws = (count: number, draw: Random['next']): Float64Array => Float64Array.from({ length: count }, draw);

export function answers(truth: Truth, lead: number, attempt: number, hour: number): boolean {
  const share = world.answerShare * (truth.table[truth.regionOf[lead] ?? 0]?.[hour] ?? 1) * (truth.habit[lead] ?? 1);
  return (truth.luck[lead * world.mostAttempts + attempt] ?? 1) < share;
}
