import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';

type Flow = ScriptDocument['flows'][string];

/**
 * A document as an author would write it: the main flow first, and the nodes of each flow in the order in which a call may come to
 * them. The database keeps no order of keys; what is exported has one, and the same document always the same.
 */
export function inOrder(given: ScriptDocument): ScriptDocument {
  // The schema brings its own keys into its order; names that authors chose come in the alphabet's.
  const document = scriptDocumentSchema.parse(sorted(given));
  const flows = Object.entries(document.flows).toSorted(
    ([left, one], [right, other]) => rank(one) - rank(other) || (left < right ? -1 : 1),
  );
  return {
    ...document,
    flows: Object.fromEntries(flows.map(([name, flow]) => [name, { ...flow, nodes: nodesInOrder(name, flow) }])),
  };
}

const rank = ({ kind }: Flow): number => ['main', 'branch', 'global'].indexOf(kind);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function nodesInOrder(flow: string, { start, nodes }: Flow): Flow['nodes'] {
  const ordered = new Map<string, Flow['nodes'][string]>();
  const waiting = [start];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const node = Object.hasOwn(nodes, name) ? nodes[name] : undefined;
    if (node === undefined || ordered.has(name)) continue;
    ordered.set(name, node);
    const targets = [...node.branches.map(({ to }) => to), ...(node.kind === 'jump' ? [node.to] : [])];
    waiting.push(...targets.map((target) => (target.startsWith(`${flow}/`) ? target.slice(flow.length + 1) : target)));
  }
  const rest = Object.entries(nodes).filter(([name]) => !ordered.has(name));
  return Object.fromEntries([...ordered, ...rest.toSorted(([left], [right]) => (left < right ? -1 : 1))]);
}
