import type { Entity, ScriptNodeOf } from '../../contract/script-document.ts';
import { timeContext } from '../dialogue-memory.ts';
import { canonicalText, isCorrection } from '../entity/clause.ts';
import { entitiesIn } from '../entity/entities-in.ts';
import { extractEntity, type ExtractionMode } from '../entity/extract-entity.ts';
import { spokenValue } from '../entity/spoken-value.ts';
import { secretSlotsOf } from '../secret-slots.ts';
import { namesIn } from '../template.ts';
import { currentNode, state, type Turn } from './turn.ts';

export function fillSlot(turn: Turn, slot: string, value: string, said: string): void {
  const secret = secretSlotsOf(turn.script.document).has(slot);
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
  const value = extractEntity(entity, text, mode, { ...timeContext(turn.memory), correctedMs: timeBefore(turn, slot) });
  return value === null || !fitsPattern(turn, slot, value) ? null : value;
}

function timeBefore(turn: Turn, slot: string): number | undefined {
  const known = turn.memory.slots[slot];
  return known === undefined || turn.script.document.slots[slot]?.entity.type !== 'time'
    ? undefined
    : Date.parse(known.value);
}

/**
 * A value that was said for `slot`, as it is spoken, which its bounds or its pattern refuse; null where none was, or where the slot
 * has no words for that.
 */
export function refusedValueIn(turn: Turn, slot: string, text: string): string | null {
  const { entity, invalid } = turn.script.document.slots[slot] ?? {};
  if (entity === undefined || invalid === undefined) return null;
  const value = extractEntity(withoutBounds(entity), text, 'asked', timeContext(turn.memory));
  if (value === null || valueIn(turn, slot, text, 'asked') === value) return null;
  return spokenValue(entity, value, timeContext(turn.memory));
}

function fitsPattern(turn: Turn, slot: string, value: string): boolean {
  const pattern = turn.script.document.slots[slot]?.pattern;
  return pattern === undefined || new RegExp(pattern, 'u').test(value);
}

function withoutBounds(entity: Entity): Entity {
  if (entity.type === 'amount' || entity.type === 'amount-range')
    return { ...entity, minYuan: undefined, maxYuan: undefined };
  if (entity.type !== 'number' && entity.type !== 'percentage' && entity.type !== 'age') return entity;
  return { ...entity, min: undefined, max: undefined };
}

/** What is said with a value and means nothing beside it: 那就过两天吧. */
const besideValue = /^[那就是大概的吧呢啊哦呀嘛咯，]*$/u;

/** A time, a number or a name and no word more: it answers the slot, and whatever else such words may mean elsewhere is not meant. */
export function isNothingButValue(turn: Turn, slot: string, text: string): boolean {
  const declared = turn.script.document.slots[slot];
  if (declared === undefined || declared.entity.type === 'yes-no') return false;
  const found = entitiesIn({ [slot]: declared }, text, timeContext(turn.memory));
  const rest = found.reduce((words, { slot: of, text: said }) => (of === slot ? words.replace(said, '') : words), text);
  return rest !== text && besideValue.test(canonicalText(rest));
}

/** What a sentence said about slots other than the one asked for. */
export interface Passing {
  /** A slot that had another value before: "不是，我说的是三十万". */
  readonly corrected: readonly string[];
}

/** What nobody says without meaning it, asked or not. */
const unmistakable = new Set<Entity['type']>(['amount', 'amount-range', 'phone', 'id-number', 'bank-card', 'name']);

/**
 * Picks up values said in passing: a free choice, amount, name or phone number where only one slot can be meant, and corrections of slots
 * that are filled. `asked` is left alone.
 */
export function pickUpValues(turn: Turn, text: string, asked: string | null): Passing {
  const { document } = turn.script;
  const corrected: string[] = [];
  for (const [slot, { entity }] of Object.entries(document.slots)) {
    if (slot === asked || entity.type === 'text' || entity.type === 'digits' || entity.type === 'yes-no') continue;
    const known = turn.memory.slots[slot]?.value;
    if (known === undefined) {
      const alone = Object.values(document.slots).filter((other) => other.entity.type === entity.type).length === 1;
      if (entity.type === 'choice' || (alone && unmistakable.has(entity.type))) pickUp(turn, slot, text);
    } else if (mayCorrect(turn, slot, text, asked)) {
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

/**
 * A filled slot changes only where the customer says that something was wrong and no other slot can be meant, or where our
 * question just read it out. Words that answer `asked` correct nothing of its kind.
 */
function mayCorrect(turn: Turn, slot: string, text: string, asked: string | null): boolean {
  const { slots } = turn.script.document;
  const entity = slots[slot]?.entity;
  const canonical = canonicalText(text);
  if (asked === null && questionNames(turn).includes(slot)) return true;
  if (!isCorrection(canonical)) return false;
  const name = canonicalText(slots[slot]?.name ?? '');
  if (name !== '' && canonical.includes(name)) return true;
  if (asked !== null && slots[asked]?.entity.type === entity?.type) return false;
  // The words of a choice are its own; of other kinds only the one slot can be meant.
  if (entity?.type === 'choice') return isOnlyChoiceIn(turn, slot, text);
  return isAloneOfKind(turn, slot) && entity?.type !== 'number';
}

function questionNames(turn: Turn): readonly string[] {
  const node = currentNode(turn);
  return node?.kind === 'speak' ? (node.say ?? []).flatMap((utterance) => namesIn(utterance.text)) : [];
}

function isOnlyChoiceIn(turn: Turn, slot: string, text: string): boolean {
  const choices = Object.entries(turn.script.document.slots).filter(([, { entity }]) => entity.type === 'choice');
  return choices.every(([other]) => other === slot || valueIn(turn, other, text, 'in-passing') === null);
}

function isAloneOfKind(turn: Turn, slot: string): boolean {
  const slots = Object.values(turn.script.document.slots);
  const type = turn.script.document.slots[slot]?.entity.type;
  return slots.filter(({ entity }) => entity.type === type).length === 1;
}

/** A slot node entered in the same breath: 重疾险，五十万 answers the next question too. */
export function fillFromSameBreath(turn: Turn, node: ScriptNodeOf<'slot'>): void {
  if (turn.heard === null || turn.memory.slots[node.slot] !== undefined) return;
  pickUp(turn, node.slot, turn.heard);
}
