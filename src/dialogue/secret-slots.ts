import type { ScriptDocument } from '../contract/script-document.ts';

const known = new WeakMap<ScriptDocument, ReadonlySet<string>>();

/** The slots that keep secret keys: functions are given their values, and nobody hears, reads or keeps them. */
export function secretSlotsOf(document: ScriptDocument): ReadonlySet<string> {
  const before = known.get(document);
  if (before !== undefined) return before;
  const nodes = Object.values(document.flows).flatMap((flow) => Object.values(flow.nodes));
  const slots = new Set(
    nodes.flatMap((node) => (node.kind === 'digits' && node.secret && node.slot !== undefined ? [node.slot] : [])),
  );
  known.set(document, slots);
  return slots;
}
