import type { ScriptDocument, ScriptNode, WebFunction } from '../contract/script-document.ts';

/** A node of a flow. */
export interface Place {
  readonly flow: string;
  readonly node: string;
}

/** The flow a call begins in. Lint makes sure that there is one. */
export function mainFlowOf(document: ScriptDocument): string {
  return Object.entries(document.flows).find(([, flow]) => flow.kind === 'main')?.[0] ?? '';
}

/** The place a target names, seen from `flow`. Not for `return` and `repeat`. */
export function placeOf(target: string, flow: string): Place {
  const slash = target.indexOf('/');
  return slash < 0 ? { flow, node: target } : { flow: target.slice(0, slash), node: target.slice(slash + 1) };
}

export function nodeAt(document: ScriptDocument, place: Place): ScriptNode | undefined {
  const flow = Object.hasOwn(document.flows, place.flow) ? document.flows[place.flow] : undefined;
  return flow !== undefined && Object.hasOwn(flow.nodes, place.node) ? flow.nodes[place.node] : undefined;
}

/** How a place is written for people: the node alone in the main flow, `flow/node` elsewhere. */
export function labelOf(document: ScriptDocument, place: Place): string {
  return place.flow === mainFlowOf(document) ? place.node : `${place.flow}/${place.node}`;
}

/** The web service a function name stands for; undefined where it is one of the program's own. */
export function webFunctionOf(document: ScriptDocument, name: string): WebFunction | undefined {
  return Object.hasOwn(document.functions, name) ? document.functions[name] : undefined;
}
