import type { ScriptNodeOf } from '../../contract/script-document.ts';
import { findNumbers } from '../entity/find-numbers.ts';
import { branchFor, takesKeys } from './branches.ts';
import { failAttempt, startRound } from './hear.ts';
import { onNoMatch } from './patterns.ts';
import { matched } from './readings.ts';
import { clearSlot, fillSlot, refusedValueIn, valueIn } from './slots.ts';
import { currentNode, type Turn } from './turn.ts';
import { askForSlot, follow, leaveSlot, listen } from './walk.ts';

/** Keys came in: the node's own digits first, then what its slot can read in them. */
export function onKeys(turn: Turn, digits: string): void {
  const node = currentNode(turn);
  if (node === undefined) return;
  const keys = digits.replaceAll(/[^0-9*#]/g, '');
  const secret = node.kind === 'digits' && node.secret;
  if (startRound(turn, secret ? '' : keys)) return;
  turn.memory.checkingHearing = false;
  const exact = branchFor(turn, node, ['digits'], keys);
  if (exact !== undefined) return follow(turn, exact);
  if (node.kind === 'digits') return collect(turn, node, keys);
  if (node.kind === 'slot') return fillByKeys(turn, node, keys);
  if (node.branches.some(({ on }) => on === 'digits')) return onNoMatch(turn);
  listen(turn);
}

function collect(turn: Turn, node: ScriptNodeOf<'digits'>, keys: string): void {
  const value = keys.slice(0, node.maxDigits);
  if (value === '') return failAttempt(turn, node);
  if (node.slot !== undefined) fillSlot(turn, node.slot, value, value);
  leaveSlot(turn, node);
}

function fillByKeys(turn: Turn, node: ScriptNodeOf<'slot'>, keys: string): void {
  if (turn.memory.stage === 'confirm' && (keys === '1' || keys === '2')) {
    matched(turn, keys === '1' ? 'affirm' : 'deny', 1);
    if (keys === '1') return leaveSlot(turn, node);
    clearSlot(turn, node.slot);
    return failAttempt(turn, node);
  }
  const value = valueByKeys(turn, node, keys);
  if (value === null) return failAttempt(turn, node, refusedValueIn(turn, node.slot, keys));
  fillSlot(turn, node.slot, value, keys);
  askForSlot(turn, node);
}

function valueByKeys(turn: Turn, node: ScriptNodeOf<'slot'>, keys: string): string | null {
  const type = turn.script.document.slots[node.slot]?.entity.type;
  if (type === 'yes-no') return keys === '1' ? 'yes' : keys === '2' ? 'no' : null;
  if (type === undefined || !takesKeys(type) || findNumbers(keys).length === 0) return null;
  return valueIn(turn, node.slot, keys, 'asked');
}
