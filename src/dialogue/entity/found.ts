/** A value and the words that say it: places count UTF-16 units of the text searched, `to` is the first one after. */
export interface Found<Value> {
  readonly value: Value;
  readonly from: number;
  readonly to: number;
}

/** What is left where finds overlap: the longer one, and of two as long the one that was found first. In order of place. */
export function withoutOverlaps<One extends Found<unknown>>(found: readonly One[]): readonly One[] {
  const kept: One[] = [];
  for (const one of [...found].sort((left, right) => right.to - right.from - (left.to - left.from)))
    if (kept.every(({ from, to }) => one.to <= from || to <= one.from)) kept.push(one);
  return kept.sort((left, right) => left.from - right.from);
}

/** Every match of `pattern` (which must be global) that `read` makes something of. */
export function findAll<Value>(
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => Value | null,
): readonly Found<Value>[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = read(match);
    return value === null ? [] : [{ value, from: match.index, to: match.index + match[0].length }];
  });
}
