import type { Share } from '../contract/tuning.ts';
import { shareOf } from './share.ts';
import type { NodeTally } from './visit-store.ts';

const mostNodes = 5;

export interface RankedNode {
  readonly tally: NodeTally;
  readonly lost: Share;
}

const people = ({ lost }: NodeTally): number => lost['hung-up'] + lost.refused + lost['right-after'];

/** The nodes of a version that lose most people, of those that at least `leastVisits` heard. */
export function rankLosses(tallies: readonly NodeTally[], leastVisits: number): readonly RankedNode[] {
  return tallies
    .filter((tally) => tally.visits >= leastVisits && people(tally) > 0)
    .map((tally) => ({ tally, lost: shareOf(people(tally), tally.visits) }))
    .sort((left, right) => right.lost.count - left.lost.count || right.lost.share - left.lost.share)
    .slice(0, mostNodes);
}

/** What the same node lost in an earlier version; null where fewer than `leastVisits` heard it. */
export function lossBefore(
  tallies: readonly NodeTally[],
  { flow, node }: Pick<NodeTally, 'flow' | 'node'>,
  leastVisits: number,
): Share | null {
  const tally = tallies.find((one) => one.flow === flow && one.node === node);
  return tally === undefined || tally.visits < leastVisits ? null : shareOf(people(tally), tally.visits);
}
