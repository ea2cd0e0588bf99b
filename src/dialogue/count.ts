/** A count kept in a plain record, safe for keys that objects inherit (`constructor`). */
export function countOf(counts: Readonly<Record<string, number>>, key: string): number {
  return Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0;
}

/** Adds one and returns the count before. */
export function countUp(counts: Record<string, number>, key: string): number {
  const before = countOf(counts, key);
  counts[key] = before + 1;
  return before;
}
