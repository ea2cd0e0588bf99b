import type { Found } from './found.ts';

const refused =
  /^[^，到至]{0,4}(?:没空|没时间|没有时间|不行|有事|不方便|不在|不可以|不好|不要|不上班|忙|出差|开会|加班)/;
const corrected = /不对|不是|错了|说错|改|还是|算了|要不/;

/**
 * Which of several finds is meant: not one that the sentence refuses (明天没空), one that corrects those before it (不对，后天), else the
 * first of those that `rank` puts highest. Null where none is left.
 */
export function meantOf<One extends Found<unknown>>(
  text: string,
  found: readonly One[],
  rank: (one: One) => number,
): One | null {
  let meant: One | null = null;
  let previousEnd = 0;
  for (const one of found) {
    const between = text.slice(previousEnd, one.from);
    previousEnd = one.to;
    if (refused.test(text.slice(one.to))) continue;
    if (meant === null || rank(one) > rank(meant) || (corrected.test(between) && rank(one) === rank(meant)))
      meant = one;
  }
  return meant;
}
