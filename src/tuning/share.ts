import type { LosingNode, Share } from '../contract/tuning.ts';
import { newcombe, rateOf, wilson, type Tally } from '../foundation/intervals.ts';

/** A share with its 95 % interval (Wilson): it stays within 0 and 1 and says something of small numbers too. */
export function shareOf(count: number, of: number): Share {
  const tally = { people: of, successes: count };
  return { of, count, share: rateOf(tally), ...wilson(tally) };
}

/** Share now less share before, with its 95 % interval from both (Newcombe). */
export function differenceOf(now: Share, before: Share): NonNullable<LosingNode['difference']> {
  const { low, high } = newcombe(tallyOf(now), tallyOf(before));
  return { points: now.share - before.share, low, high, says: high < 0 ? 'less' : low > 0 ? 'more' : 'cannot-tell' };
}

const tallyOf = ({ count, of }: Share): Tally => ({ people: of, successes: count });
