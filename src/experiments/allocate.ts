import { createHash } from 'node:crypto';
import { controlVariant, variantNames, type Experiment } from '../contract/script/experiment.ts';
import { seededRandom } from '../foundation/random.ts';
import { drawBeta } from './beta.ts';
import type { Tally } from '../foundation/intervals.ts';

/** What is known of an experiment when somebody is to meet a variant of it. */
export interface Known {
  /** By variant; one that nobody met is absent. */
  readonly tallies: Readonly<Record<string, Tally>>;
  /** People who have been given a variant and of whom nothing is known yet. */
  readonly underWay: number;
}

/**
 * The variant that a person meets. Pure: `key` (tenant, person and experiment) is all the chance there is, so the same key meets the
 * same variant of fixed shares always, and of a bandit as long as as much is known.
 */
export function allocate(experiment: Experiment, key: string, known: Known): string {
  const names = variantNames(experiment);
  const random = seededRandom(createHash('sha256').update(key).digest().readUInt32BE());
  if (experiment.allocation === 'fixed') return byShares(names, sharesOf(experiment), random.next());
  const equal = Math.floor(random.next() * names.length);
  if (random.next() < shareOfChance(experiment.floor / 100, names.length, known)) return names[equal] ?? controlVariant;
  return best(names, (name) => {
    const { people, successes } = tallyOf(known, name);
    return drawBeta(1 + successes, 1 + people - successes, random);
  });
}

/** The share of people for each variant, control among them; they sum to 1. */
function sharesOf(experiment: Experiment): (name: string) => number {
  const { shares } = experiment;
  const even = 1 / variantNames(experiment).length;
  return (name) => (shares === undefined ? even : (shares[name] ?? 0) / 100);
}

function byShares(names: readonly string[], share: (name: string) => number, point: number): string {
  let above = 0;
  const found = names.find((name) => point < (above += share(name)));
  // Shares of which one third is 33.33 % leave a gap at the end.
  return found ?? names.findLast((name) => share(name) > 0) ?? controlVariant;
}

/**
 * How often a bandit gives everybody an equal chance: as the floor wants it, and while more is under way than is known, for a hundred
 * calls that begin at once would else all be drawn from what the first few came to.
 */
function shareOfChance(floor: number, variants: number, { tallies, underWay }: Known): number {
  const people = Object.values(tallies).reduce((sum, tally) => sum + tally.people, 0);
  return Math.max(floor * variants, underWay === 0 ? 0 : underWay / (underWay + people));
}

function best(names: readonly string[], valueOf: (name: string) => number): string {
  const [first] = names
    .map((name) => ({ name, value: valueOf(name) }))
    .toSorted((left, right) => right.value - left.value);
  return first?.name ?? controlVariant;
}

export function tallyOf({ tallies }: Pick<Known, 'tallies'>, name: string): Tally {
  return (Object.hasOwn(tallies, name) ? tallies[name] : undefined) ?? { people: 0, successes: 0 };
}
