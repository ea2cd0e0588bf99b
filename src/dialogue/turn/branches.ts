import type { Branch, Entity, ScriptNode } from '../../contract/script-document.ts';
import { holds } from '../condition.ts';
import type { KeysWanted } from '../move.ts';
import type { Turn } from './turn.ts';

const answerKinds = new Set<Branch['on']>([
  'positive',
  'negative',
  'refuse',
  'silence',
  'unrecognised',
  'intent',
  'digits',
]);

/** Does a speak node wait for an answer, or does it go on by itself? */
export function needsAnswer(node: ScriptNode): boolean {
  return node.branches.some(({ on }) => answerKinds.has(on));
}

/** Does it want a clear yes, and no 嗯? */
export function asksExplicitly(node: ScriptNode): boolean {
  return (node.kind === 'speak' || node.kind === 'slot') && node.explicitYes;
}

/** The first branch of one of these kinds whose `when` holds. */
export function branchFor(
  turn: Turn,
  node: ScriptNode,
  kinds: readonly Branch['on'][],
  detail?: string,
): Branch | undefined {
  const { script, memory } = turn;
  return node.branches.find(
    ({ on, when, intent, digits }) =>
      kinds.includes(on) &&
      (on !== 'intent' || intent === detail) &&
      (on !== 'digits' || digits === detail) &&
      (when === undefined || holds(when, script.document, memory, memory.at.flow)),
  );
}

/** What a node listens for by key; null: nothing. */
export function keysWanted(node: ScriptNode, turn: Turn): KeysWanted | null {
  if (node.kind === 'digits') {
    const { maxDigits, terminator, timeoutMs, secret } = node;
    return { maxDigits, terminator: terminator === 'none' ? null : terminator, timeoutMs, secret };
  }
  const lengths = node.branches.map(({ digits }) => digits?.length ?? 0);
  let longest = Math.max(0, ...lengths);
  if (node.kind === 'slot') longest = Math.max(longest, keysOfSlot(turn, node.slot));
  return longest === 0
    ? null
    : { maxDigits: longest, terminator: longest === 1 ? null : '#', timeoutMs: 4_000, secret: false };
}

/** How many keys a value has at most; 0: it is said, not keyed in. */
const mostKeys: Readonly<Record<Exclude<Entity['type'], 'choice'>, number>> = {
  amount: 9,
  'amount-range': 0,
  number: 9,
  percentage: 3,
  age: 3,
  phone: 12,
  'id-number': 18,
  'bank-card': 19,
  digits: 40,
  'yes-no': 1,
  time: 0,
  'time-range': 0,
  date: 0,
  'date-range': 0,
  duration: 0,
  name: 0,
  address: 0,
  text: 0,
};

/** Can such a value be keyed in at all? */
export function takesKeys(type: Entity['type']): boolean {
  return type === 'choice' || mostKeys[type] > 0;
}

function keysOfSlot(turn: Turn, slot: string): number {
  if (turn.memory.stage === 'confirm') return 1;
  const entity = turn.script.document.slots[slot]?.entity;
  if (entity === undefined) return 0;
  if (entity.type !== 'choice') return mostKeys[entity.type];
  const keys = Object.values(entity.values)
    .flat()
    .filter((word) => /^[0-9*#]+$/.test(word));
  return Math.max(0, ...keys.map(({ length }) => length));
}
