import { newcombe } from '../../foundation/intervals.ts';

/** A number of ours, and how its dials went of late. */
export interface ShownNumber {
  readonly number: string;
  /** Telephones warn of it; null: they do not, as far as somebody told us. */
  readonly marked: { readonly atMs: number; readonly reason: string } | null;
  /** Dials that could have been answered, and those that a person answered. Not whole numbers: the old fades. */
  readonly dials: number;
  readonly answered: number;
}

/** Why a number is not shown just now. */
export type Rest =
  | { readonly kind: 'marked'; readonly reason: string }
  | { readonly kind: 'seldom-answered'; readonly rate: number; readonly rateOfOthers: number };

/** What was dialed so long ago counts half. */
export const halfLifeMs = 7 * 86_400_000;

/** Fewer dials than that say nothing of a number. */
const fewestDials = 50;
/** It rests where it is answered less than so often as the others of its pool… */
const worthRest = 0.75;
/** …and chance alone makes it look so seldom. Small, for it is looked at again and again. */
const alpha = 0.002;

/**
 * Which numbers of a pool rest: those that are marked, and those whose answer rate lies significantly below that of the others together.
 * Never all of them, unless all are marked.
 */
export function restsOf(pool: readonly ShownNumber[]): ReadonlyMap<string, Rest> {
  const rests = new Map<string, Rest>();
  const unmarked = pool.filter(({ marked }) => marked === null);
  for (const { number, marked } of pool) if (marked) rests.set(number, { kind: 'marked', reason: marked.reason });
  for (const one of unmarked) {
    const others = unmarked
      .filter(({ number }) => number !== one.number)
      .map(tallyOf)
      .reduce(added, nobody);
    const mine = tallyOf(one);
    if (mine.people < fewestDials || others.people < fewestDials) continue;
    const [rate, rateOfOthers] = [mine.successes / mine.people, others.successes / others.people];
    if (rate < worthRest * rateOfOthers && newcombe(mine, others, alpha).high < 0)
      rests.set(one.number, { kind: 'seldom-answered', rate, rateOfOthers });
  }
  return rests;
}

type Tally = Parameters<typeof newcombe>[0];
const nobody: Tally = { people: 0, successes: 0 };
const tallyOf = ({ dials, answered }: ShownNumber): Tally => ({ people: dials, successes: answered });
const added = (one: Tally, other: Tally): Tally => ({
  people: one.people + other.people,
  successes: one.successes + other.successes,
});
