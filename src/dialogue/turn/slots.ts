import type { ScriptNodeOf } from '../../contract/script-document.ts';
import { canonicalText, isCorrection } from '../entity/clause.ts';
import { extractEntity, type ExtractionMode } from '../entity/extract-entity.ts';
import { namesIn } from '../template.ts';
import { currentNode, state, type Turn } from './turn.ts';

export function fillSlot(turn: Turn, slot: string, value: string, said: string, secret = false): void {
  // Insertion order tells which slot was filled last.
  const { [slot]: _, ...others } = turn.memory.slots;
  turn.memory.slots = { ...others, [slot]: { value, said: secret ? '' : said } };
  state(turn, { kind: 'slot-filled', slot, value: secret ? '***' : value, said: secret ? '' : said });
}

export function clearSlot(turn: Turn, slot: string): void {
  const { [slot]: _, ...others } = turn.memory.slots;
  turn.memory.slots = others;
}

export function valueIn(turn: Turn, slot: string, text: string, mode: ExtractionMode): string | null {
  const entity = turn.script.document.slots[slot]?.entity;
  if (entity === undefined) return null;
  const { startedAtMs, utcOffsetMinutes } = turn.memory;
  return extractEntity(entity, text, mode, { nowMs: startedAtMs, utcOffsetMinutes });
}

/** What a sentence said about slots other than the one asked for. */
export interface Passing {
  /** A slot that had another value before: "不是，我说的是三十万". */
  readonly corrected: readonly string[];
}

/**
 * Picks up values said in passing: a free choice, amount or phone number where only one slot can be meant, and corrections of slots
 * that are filled. `asked` is left alone.
 */
export function pickUpValues(turn: Turn, text: string, asked: string | null): Passing {
  const { document } = turn.script;
  const corrected: string[] = [];
  for (const [slot, { entity }] of Object.entries(document.slots)) {
    if (slot === asked || !['choice', 'amount', 'phone', 'time', 'number'].includes(entity.type)) continue;
    const known = turn.memory.slots[slot]?.value;
    if (known === undefined) {
      const alone = Object.values(document.slots).filter((other) => other.entity.type === entity.type).length === 1;
      if (entity.type === 'choice' || (alone && (entity.type === 'amount' || entity.type === 'phone')))
        pickUp(turn, slot, text);
    } else if (asked === null && mayCorrect(turn, slot, text)) {
      const value = valueIn(turn, slot, text, 'asked');
      if (value === null || value === known) continue;
      fillSlot(turn, slot, value, text);
      corrected.push(slot);
    }
  }
  return { corrected };
}

function pickUp(turn: Turn, slot: string, text: string): void {
  const value = valueIn(turn, slot, text, 'in-passing');
  if (value !== null) fillSlot(turn, slot, value, text);
}

/** A filled slot changes only where the customer says that something was wrong, or our question just read it out. */
function mayCorrect(turn: Turn, slot: string, text: string): boolean {
  const node = currentNode(turn);
  const question = node?.kind === 'speak' ? (node.say ?? []).flatMap((utterance) => namesIn(utterance.text)) : [];
  const entity = turn.script.document.slots[slot]?.entity;
  if (question.includes(slot)) return true;
  // Several values of one kind: only the one read out can be meant.
  const alike = Object.values(turn.script.document.slots).filter((other) => other.entity.type === entity?.type);
  return alike.length === 1 && entity?.type !== 'number' && isCorrection(canonicalText(text));
}

/** A slot node entered in the same breath: 重疾险，五十万 answers the next question too. */
export function fillFromSameBreath(turn: Turn, node: ScriptNodeOf<'slot'>): void {
  if (turn.heard === null || turn.memory.slots[node.slot] !== undefined) return;
  pickUp(turn, node.slot, turn.heard);
}
