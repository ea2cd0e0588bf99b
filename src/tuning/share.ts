import type { LosingNode, Share } from '../contract/tuning.ts';

/** Two-sided 95 %. */
const z = 1.959_963_985;

/** A share with its interval (Wilson 1927): it stays within 0 and 1 and says something of small numbers too. */
export function shareOf(count: number, of: number): Share {
  if (of === 0) return { of, count, share: 0, low: 0, high: 1 };
  const share = count / of;
  const square = (z * z) / of;
  const middle = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  return { of, count, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Share now less share before, with its interval from both of theirs (Newcombe 1998, method 10). */
export function differenceOf(now: Share, before: Share): NonNullable<LosingNode['difference']> {
  const points = now.share - before.share;
  const low = points - Math.hypot(now.share - now.low, before.high - before.share);
  const high = points + Math.hypot(now.high - now.share, before.share - before.low);
  return { points, low, high, says: high < 0 ? 'less' : low > 0 ? 'more' : 'cannot-tell' };
}
