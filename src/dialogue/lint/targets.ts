import type { ScriptDocument, ScriptNode } from '../../contract/script-document.ts';
import { mainFlowOf, nodeAt, placeOf, type Place } from '../place.ts';
import type { Where } from './problem.ts';

/** A place in the document that names another node. */
export interface NamedTarget {
  readonly target: string;
  /** The flow that bare names are looked up in. */
  readonly flow: string;
  readonly where: Where;
  /** How the message calls it: `branch 'positive'`, `the silence pattern`. */
  readonly what: string;
}

export interface PlacedNode {
  readonly place: Place;
  readonly node: ScriptNode;
  readonly path: readonly (string | number)[];
}

export function nodesOf(document: ScriptDocument): readonly PlacedNode[] {
  return Object.entries(document.flows).flatMap(([flow, { nodes }]) =>
    Object.entries(nodes).map(([name, node]) => ({
      place: { flow, node: name },
      node,
      path: ['flows', flow, 'nodes', name],
    })),
  );
}

export function targetsOfNode({ place, node, path }: PlacedNode): readonly NamedTarget[] {
  const targets: NamedTarget[] = node.branches.map((branch, index) => ({
    target: branch.to,
    flow: place.flow,
    where: { ...place, path: [...path, 'branches', index, 'to'] },
    what: `branch '${branch.on === 'intent' ? (branch.intent ?? 'intent') : branch.on === 'digits' ? (branch.digits ?? 'digits') : branch.on}'`,
  }));
  if (node.kind === 'jump')
    targets.push({ target: node.to, flow: place.flow, where: { ...place, path: [...path, 'to'] }, what: 'the jump' });
  return targets;
}

/** Targets that stand outside nodes: patterns and knowledge. Their bare names are nodes of the main flow. */
export function targetsOfPatterns(document: ScriptDocument): readonly NamedTarget[] {
  const { silence, noMatch, tooLong, chitchat, upset } = document.patterns;
  const flow = mainFlowOf(document);
  const patterns = [
    ['silence', silence.goTo],
    ['noMatch', noMatch.goTo],
    ['tooLong', tooLong?.goTo],
    ['chitchat', chitchat?.goTo],
    ['upset', upset?.goTo],
  ] as const;
  const { ringBack } = document;
  return [
    ...(ringBack === undefined ? [] : [{ target: ringBack, flow, where: { path: ['ringBack'] }, what: 'ringBack' }]),
    ...patterns.flatMap(([name, target]) =>
      target === undefined
        ? []
        : [{ target, flow, where: { path: ['patterns', name, 'goTo'] }, what: `the ${name} pattern` }],
    ),
    ...document.knowledge.map(({ id, goTo }, index) => ({
      target: goTo,
      flow,
      where: { path: ['knowledge', index, 'goTo'] },
      what: `the answer to '${id}'`,
    })),
  ];
}

/** The place a target leads to; null for `repeat` and `return`. */
export function destinationOf({ target, flow }: NamedTarget): Place | null {
  return target === 'repeat' || target === 'return' ? null : placeOf(target, flow);
}

export function exists(document: ScriptDocument, place: Place): boolean {
  return nodeAt(document, place) !== undefined;
}
