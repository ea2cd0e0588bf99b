import type { Branch } from '../../contract/script-document.ts';
import { labelOf } from '../place.ts';
import { needsAnswer } from '../turn/branches.ts';
import { report, type Findings } from './problem.ts';
import { destinationOf, nodesOf, targetsOfNode, type PlacedNode } from './targets.ts';

/** The nodes a node may go on to in the case that is looked at. */
type Ways = (placed: PlacedNode) => readonly string[];

/**
 * Circles that nothing ends: a function or a transfer tried again for ever while nobody is listened to, and questions asked
 * in turn of a line on which nobody speaks or nobody is understood.
 */
export function checkLoops(findings: Findings): void {
  const nodes = new Map(nodesOf(findings.document).map((placed) => [keyOf(placed), placed]));
  const tried = (placed: PlacedNode): boolean => ['function', 'transfer', 'handoff'].includes(placed.node.kind);
  for (const circle of circlesOf(nodes, withoutListening)) {
    if (circle.some(tried))
      tell(findings, circle, 'is tried again for ever, and nobody is listened to in between', 'error');
  }
  for (const [on, what] of [
    ['silence', 'nobody speaks'],
    ['unrecognised', 'nobody is understood'],
  ] as const) {
    for (const circle of circlesOf(nodes, answered(on))) {
      // One that never listens is another fault.
      if (!circle.some(({ node }) => needsAnswer(node))) continue;
      tell(findings, circle, `is asked again and again while ${what}; give one of them a way to the end`, 'warning');
    }
  }
}

function tell(findings: Findings, circle: readonly PlacedNode[], what: string, severity: 'error' | 'warning'): void {
  const [first] = circle;
  if (first === undefined) return;
  const names = [...circle, first].map(({ place }) => `'${labelOf(findings.document, place)}'`).join(' → ');
  report(findings, 'loop-unlimited', { ...first.place, path: first.path }, `${what}: ${names}`, severity);
}

const keyOf = ({ place }: PlacedNode): string => `${place.flow}/${place.node}`;

/** Every way on of a node that does not listen. A condition may end the circle: it has none. */
const withoutListening: Ways = (placed) => {
  const { node } = placed;
  const listens = node.kind === 'slot' || node.kind === 'digits' || (node.kind === 'speak' && needsAnswer(node));
  return listens || node.kind === 'condition' ? [] : leadsTo(placed, () => true);
};

/** The ways on where every question gets the same answer. */
function answered(on: 'silence' | 'unrecognised'): Ways {
  return (placed) => {
    const { node } = placed;
    if (node.kind === 'jump' || (node.kind === 'speak' && !needsAnswer(node))) return leadsTo(placed, () => true);
    if (node.kind !== 'speak') return [];
    return leadsTo(placed, (branch) => branch.on === on && branch.when === undefined);
  };
}

function leadsTo(placed: PlacedNode, taken: (branch: Branch) => boolean): readonly string[] {
  const { branches } = placed.node;
  return targetsOfNode(placed).flatMap((target, index) => {
    const branch = branches[index];
    const place = branch === undefined || taken(branch) ? destinationOf(target) : null;
    return place === null ? [] : [`${place.flow}/${place.node}`];
  });
}

/** Circles of a graph, each from the node that was come to first, and each set of nodes once. */
function circlesOf(nodes: ReadonlyMap<string, PlacedNode>, waysOf: Ways): readonly (readonly PlacedNode[])[] {
  const circles = new Map<string, readonly PlacedNode[]>();
  const settled = new Set<string>();
  const walk = (key: string, way: readonly string[]): void => {
    const back = way.indexOf(key);
    if (back >= 0) {
      const circle = way.slice(back).flatMap((step) => nodes.get(step) ?? []);
      circles.set(circle.map(keyOf).toSorted().join(' '), circle);
      return;
    }
    const placed = nodes.get(key);
    if (placed === undefined || settled.has(key)) return;
    for (const next of waysOf(placed)) walk(next, [...way, key]);
    settled.add(key);
  };
  for (const key of nodes.keys()) walk(key, []);
  return [...circles.values()];
}
