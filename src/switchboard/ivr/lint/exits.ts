import type { IvrDocument, IvrNode } from '../../../contract/ivr-document.ts';

/** One way out of a node: the node it leads to, and how the message calls it. */
export interface Exit {
  readonly to: string;
  readonly what: string;
  readonly path: readonly (string | number)[];
}

/** Every way out of a node that its author has given. */
export function exitsOf(name: string, node: IvrNode): readonly Exit[] {
  const path = ['nodes', name];
  const named = (['next', 'ok', 'failed', 'otherwise'] as const).flatMap((key) => {
    const to = (node as Partial<Record<typeof key, string>>)[key];
    return to === undefined ? [] : [{ to, what: `'${key}'`, path: [...path, key] }];
  });
  return [...particularExits(node, path), ...named];
}

function particularExits(node: IvrNode, path: readonly (string | number)[]): readonly Exit[] {
  if (node.kind === 'menu')
    return Object.entries(node.keys).map(([key, to]) => ({ to, what: `key '${key}'`, path: [...path, 'keys', key] }));
  if (node.kind === 'speech')
    return node.choices.map(({ words, to }, index) => ({
      to,
      what: `choice '${words[0] ?? ''}'`,
      path: [...path, 'choices', index, 'to'],
    }));
  if (node.kind === 'condition')
    return node.cases.map(({ to }, index) => ({
      to,
      what: `case ${index + 1}`,
      path: [...path, 'cases', index, 'to'],
    }));
  return [];
}

/** The exits that a node of each kind cannot do without. */
export const wantedExits: Readonly<Record<IvrNode['kind'], Readonly<Record<string, string>>>> = {
  menu: { failed: 'for callers who press nothing, or nothing that fits' },
  prompt: { next: 'for when it has been said' },
  collect: { next: 'for when the keys are there', failed: 'for callers who press nothing, or nothing that fits' },
  speech: { failed: 'for callers who say nothing, or nothing that fits' },
  http: { ok: 'for an answer', failed: 'for a service that does not answer' },
  condition: { otherwise: 'for when no case holds' },
  set: { next: 'for when it is set' },
  queue: { failed: 'for callers whom nobody takes' },
  extension: { failed: 'for when nobody answers' },
  robot: { failed: 'for when no robot is free' },
  number: { failed: 'for a number that does not answer or may not be dialed' },
  voicemail: {},
  callback: { next: 'for when the wish is written down', failed: 'for callers without a number' },
  goto: {},
  'hang-up': {},
};

/** Whether a call that comes to this node can end here. */
export function mayEnd(node: IvrNode): boolean {
  if (node.kind === 'hang-up' || node.kind === 'goto' || node.kind === 'voicemail') return true;
  const leaves = node.kind === 'queue' || node.kind === 'extension' || node.kind === 'robot' || node.kind === 'number';
  return leaves && node.next === undefined;
}

/** Whether a node goes on by itself: nothing is heard there and nobody is waited for. */
function passesAtOnce(node: IvrNode): boolean {
  if (node.kind === 'prompt')
    return node.say.every(({ text, audio }) => audio === null && text.replaceAll(/\{[^{}]*\}/g, '').trim() === '');
  return node.kind === 'condition' || node.kind === 'set' || node.kind === 'goto';
}

/** A node that gives the call away may find at once that there is nobody to give it to. */
function failsAtOnce(node: IvrNode): boolean {
  return node.kind === 'callback' || (node.kind === 'extension' && node.extension.startsWith('{'));
}

/** Where a node may lead, the start of another flow among it. Keys are `flow/node`. */
export function nextPlaces(
  flows: ReadonlyMap<string, IvrDocument>,
  flow: string,
  name: string,
  node: IvrNode,
): readonly string[] {
  if (node.kind !== 'goto') return exitsOf(name, node).map(({ to }) => `${flow}/${to}`);
  const other = flows.get(node.flow);
  return other === undefined ? [] : [`${other.name}/${other.start}`];
}

/** Where it may lead without anything being heard or waited for. */
export function silentPlaces(...place: Parameters<typeof nextPlaces>): readonly string[] {
  const [, flow, , node] = place;
  if (passesAtOnce(node)) return nextPlaces(...place);
  return failsAtOnce(node) && 'failed' in node && node.failed !== undefined ? [`${flow}/${node.failed}`] : [];
}
