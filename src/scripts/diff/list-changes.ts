/** An item of the earlier list that became one of the later, by their indexes; null where it is new, or gone. */
export interface ItemPair {
  readonly beforeAt: number | null;
  readonly afterAt: number | null;
}

/** Tables larger than this take too long; what differs is then paired by its place. */
const largestTable = 250_000;

/**
 * Pairs what differs of two lists by their longest common subsequence. What lies between two kept items is paired in order: so far
 * as both sides have some it changed, and the rest was added or removed.
 */
export function changedPairs(
  before: readonly unknown[],
  after: readonly unknown[],
  same: (left: unknown, right: unknown) => boolean,
): readonly ItemPair[] {
  const pairs: ItemPair[] = [];
  let [left, right] = [0, 0];
  for (const [keptLeft, keptRight] of [...keptPairs(before, after, same), [before.length, after.length] as const]) {
    const gap = Math.max(keptLeft - left, keptRight - right);
    for (let step = 0; step < gap; step++) {
      const beforeAt = left + step < keptLeft ? left + step : null;
      const afterAt = right + step < keptRight ? right + step : null;
      pairs.push({ beforeAt, afterAt });
    }
    [left, right] = [keptLeft + 1, keptRight + 1];
  }
  return pairs;
}

/** Indexes of items that both lists have, in order. */
function keptPairs(
  before: readonly unknown[],
  after: readonly unknown[],
  same: (left: unknown, right: unknown) => boolean,
): readonly (readonly [number, number])[] {
  const [rows, columns] = [before.length, after.length];
  if (rows * columns > largestTable) {
    const places = Array.from({ length: Math.min(rows, columns) }, (_, index) => [index, index] as const);
    return places.filter(([index]) => same(before[index], after[index]));
  }
  // How many the tails from row and column have in common, row by row.
  const width = columns + 1;
  const common = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      common[row * width + column] = same(before[row], after[column])
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const kept: (readonly [number, number])[] = [];
  for (let [row, column] = [0, 0]; row < rows && column < columns;) {
    if (same(before[row], after[column])) kept.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return kept;
}
