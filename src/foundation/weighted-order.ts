import type { Random } from './random.ts';

export interface Weighted {
  /** Lower comes first. */
  readonly priority: number;
  /** Share among those of one priority; 0: after the others, almost always. */
  readonly weight: number;
}

/** By priority, and within one in random order where each comes first as often as its weight says (RFC 2782). */
export function weightedOrder<T extends Weighted>(items: readonly T[], random: Random): T[] {
  const priorities = [...new Set(items.map(({ priority }) => priority))].toSorted((one, other) => one - other);
  return priorities.flatMap((priority) =>
    drawn(
      items.filter((item) => item.priority === priority),
      random,
    ),
  );
}

function drawn<T extends Weighted>(items: readonly T[], random: Random): T[] {
  // Weightless ones stand first, so that only a draw of exactly 0 picks one before the others.
  const left = items.toSorted((one, other) => Number(one.weight > 0) - Number(other.weight > 0));
  const order: T[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    let draw = random.int(total + 1);
    const picked = left.findIndex(({ weight }) => (draw -= weight) <= 0);
    order.push(...left.splice(Math.max(0, picked), 1));
  }
  return order;
}
