import type { ScriptDocument } from '../contract/script-document.ts';
import type { RehearsedConversation } from './rehearsed-conversation.ts';

/** A node where conversations get stuck. */
export interface DeadEnd {
  /** `flow/node`. */
  readonly node: string;
  /**
   * `fault`: the script cannot go on. `no-way-to-an-end`: nothing after it ends the call. `nobody-gets-on`: many came there, and none
   * left it by an answer.
   */
  readonly why: 'fault' | 'no-way-to-an-end' | 'nobody-gets-on';
  readonly conversations: number;
  /** The seed of a conversation that came there; null: none did. */
  readonly example: number | null;
}

/** So many must have been asked before it is the question's fault. */
const fewest = 5;

export function findDeadEnds(
  document: ScriptDocument,
  conversations: readonly RehearsedConversation[],
): readonly DeadEnd[] {
  const at = (node: string): readonly RehearsedConversation[] =>
    conversations.filter(({ visited }) => visited.includes(node));
  const faults = new Map<string, RehearsedConversation[]>();
  for (const conversation of conversations) {
    for (const { node, circle } of conversation.faults)
      if (circle.length === 0) faults.set(node, [...(faults.get(node) ?? []), conversation]);
  }
  const deadEnd = (node: string, why: DeadEnd['why'], came: readonly RehearsedConversation[]): DeadEnd => ({
    node,
    why,
    conversations: came.length,
    example: came[0]?.seed ?? null,
  });
  const found = [
    ...[...faults].map(([node, came]) => deadEnd(node, 'fault', came)),
    ...endless(document).map((node) => deadEnd(node, 'no-way-to-an-end', at(node))),
    ...neverLeft(conversations).map((node) => deadEnd(node, 'nobody-gets-on', at(node))),
  ];
  return found.filter(({ node }, index) => found.findIndex((other) => other.node === node) === index);
}

function neverLeft(conversations: readonly RehearsedConversation[]): readonly string[] {
  const stays = conversations.flatMap((conversation) => conversation.stays);
  const counts = new Map<string, { asked: number; left: number }>();
  for (const { at, branches } of stays) {
    const count = counts.get(at) ?? { asked: 0, left: 0 };
    const left = branches.some((branch) => branch.startsWith(`${at}/`)) ? 1 : 0;
    counts.set(at, { asked: count.asked + 1, left: count.left + left });
  }
  return [...counts].filter(([, { asked, left }]) => asked >= fewest && left === 0).map(([node]) => node);
}

/** Nodes from which no branch, however often taken, leads to the end of the call, to a person, or back to where it came from. */
function endless(document: ScriptDocument): readonly string[] {
  const ways = new Map(
    Object.entries(document.flows).flatMap(([flow, { nodes }]) =>
      Object.entries(nodes).map(([name, node]) => {
        const targets = [...node.branches.map(({ to }) => to), ...(node.kind === 'jump' ? [node.to] : [])];
        return [
          `${flow}/${name}`,
          targets.map((target) => (isWayBack(target) || target.includes('/') ? target : `${flow}/${target}`)),
        ] as const;
      }),
    ),
  );
  const ending = new Set(placesOf(document).filter((place) => endsHere(document, place)));
  for (let grown = true; grown;) {
    grown = false;
    for (const [place, targets] of ways) {
      if (ending.has(place) || !targets.some((target) => isWayBack(target) || ending.has(target))) continue;
      ending.add(place);
      grown = true;
    }
  }
  return [...ways.keys()].filter((place) => !ending.has(place));
}

function isWayBack(target: string): boolean {
  return target === 'repeat' || target === 'return';
}

function endsHere(document: ScriptDocument, place: string): boolean {
  const [flow = '', name = ''] = place.split('/');
  const kind = document.flows[flow]?.nodes[name]?.kind;
  return kind === 'end' || kind === 'transfer' || kind === 'handoff';
}

export function placesOf(document: ScriptDocument): readonly string[] {
  return Object.entries(document.flows).flatMap(([flow, { nodes }]) =>
    Object.keys(nodes).map((node) => `${flow}/${node}`),
  );
}
