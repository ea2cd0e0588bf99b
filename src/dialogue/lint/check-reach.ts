import type { ScriptDocument } from '../../contract/script-document.ts';
import { labelOf, mainFlowOf, type Place } from '../place.ts';
import { flowsOfVariants } from '../settle-experiments.ts';
import { needsAnswer } from '../turn/branches.ts';
import { report, type Findings } from './problem.ts';
import { destinationOf, exists, nodesOf, targetsOfNode, targetsOfPatterns, type PlacedNode } from './targets.ts';

/** Every node can be come to, and no circle of nodes runs without listening. */
export function checkReach(findings: Findings): void {
  const { document } = findings;
  const nodes = new Map(nodesOf(document).map((placed) => [keyOf(placed.place), placed]));
  const reached = reachable(document, nodes);
  for (const [key, { place, path }] of nodes) {
    if (!reached.has(key))
      report(findings, 'unreachable', { ...place, path }, 'no branch leads here: it can never be reached');
  }
  for (const circle of silentCircles(nodes)) {
    const [first] = circle;
    if (first === undefined) continue;
    const names = [...circle, first].map(({ place }) => `'${labelOf(document, place)}'`).join(' → ');
    report(
      findings,
      'endless-loop',
      { ...first.place, path: first.path },
      `goes in a circle without ever listening: ${names}`,
    );
  }
}

function keyOf(place: Place): string {
  return `${place.flow}/${place.node}`;
}

function reachable(document: ScriptDocument, nodes: ReadonlyMap<string, PlacedNode>): ReadonlySet<string> {
  const begin = new Set([mainFlowOf(document), ...flowsOfVariants(document)]);
  const starts: Place[] = Object.entries(document.flows)
    .filter(([name, flow]) => begin.has(name) || (flow.kind === 'global' && flow.enterOn.length > 0))
    .map(([name, { start }]) => ({ flow: name, node: start }));
  for (const target of targetsOfPatterns(document)) {
    const place = destinationOf(target);
    if (place !== null) starts.push(place);
  }
  const reached = new Set<string>();
  const waiting = starts.map(keyOf);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const placed = nodes.get(key);
    if (placed === undefined || reached.has(key)) continue;
    reached.add(key);
    for (const target of targetsOfNode(placed)) {
      const place = destinationOf(target);
      if (place !== null && exists(document, place)) waiting.push(keyOf(place));
    }
  }
  return reached;
}

/** Circles of nodes that go on by themselves: jumps, unconditional `any`s. Each is given once, from its first node. */
function silentCircles(nodes: ReadonlyMap<string, PlacedNode>): readonly (readonly PlacedNode[])[] {
  const circles: PlacedNode[][] = [];
  const settled = new Set<string>();
  for (const start of nodes.values()) {
    const way: PlacedNode[] = [];
    let current: PlacedNode | undefined = start;
    while (current !== undefined && !settled.has(keyOf(current.place))) {
      settled.add(keyOf(current.place));
      way.push(current);
      const place: Place | null = certainNext(current);
      const next: PlacedNode | undefined = place === null ? undefined : nodes.get(keyOf(place));
      const back: number = next === undefined ? -1 : way.indexOf(next);
      if (back >= 0) circles.push(way.slice(back));
      current = next;
    }
  }
  return circles;
}

/** Where a node goes whatever happens, or null where it waits or may go several ways. */
function certainNext(placed: PlacedNode): Place | null {
  const { node } = placed;
  const targets = targetsOfNode(placed);
  const certain = node.kind === 'jump' || node.kind === 'condition' || (node.kind === 'speak' && !needsAnswer(node));
  const [only] = targets;
  return certain && only !== undefined && targets.length === 1 ? destinationOf(only) : null;
}
