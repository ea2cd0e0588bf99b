import type { Entity, ScriptDocument } from '../../contract/script-document.ts';
import type { TimeContext } from './calendar.ts';
import { canonicalText, placesIn } from './clause.ts';
import { findValues } from './find-values.ts';
import type { Found } from './found.ts';

/** A value in a sentence. */
export interface FoundEntity {
  /** The slot of the script that keeps such values; null: none does. */
  readonly slot: string | null;
  readonly type: Entity['type'];
  /** Normalised, as a slot keeps it. */
  readonly value: string;
  /** UTF-16 places in the sentence as it was given, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** The words of the sentence that say it. */
  readonly text: string;
}

/** Kinds that need no script to be known, the more telling first: of two that take the same words, the first is meant. */
const kinds: readonly Entity[] = [
  { type: 'id-number' },
  { type: 'bank-card' },
  { type: 'phone' },
  { type: 'amount-range', unitYuan: 1 },
  { type: 'amount', unitYuan: 1 },
  { type: 'percentage' },
  { type: 'age' },
  { type: 'date-range' },
  { type: 'date' },
  { type: 'time' },
  { type: 'time-range' },
  { type: 'duration' },
  { type: 'name' },
  { type: 'address' },
];

/**
 * Every value in a sentence: for each of the script's slots what it would keep, and beside them what no slot asks for. Of these the longest
 * words win; two slots of one kind both get their value. In order of place.
 */
export function entitiesIn(slots: ScriptDocument['slots'], text: string, context: TimeContext): readonly FoundEntity[] {
  const canonical = canonicalText(text);
  const places = placesIn(text, canonical);
  const found = (slot: string | null, entity: Entity): readonly FoundEntity[] =>
    findValues(entity, canonical, false, context).map(({ value, from, to }) => {
      const place = { from: places[from] ?? text.length, to: (places[to - 1] ?? text.length - 1) + 1 };
      return { slot, type: entity.type, value, ...place, text: text.slice(place.from, place.to) };
    });
  const ofSlots = longest(Object.entries(slots).flatMap(([slot, { entity }]) => found(slot, entity)));
  const others = longest(kinds.flatMap((kind) => found(null, kind))).filter(
    (one, index, all) => !meets(one, ofSlots) && !meets(one, all.slice(0, index)),
  );
  return [...ofSlots, ...others].sort((left, right) => left.from - right.from);
}

/** Without those that are part of a longer one. Longest first. */
function longest(found: readonly FoundEntity[]): readonly FoundEntity[] {
  return found
    .filter((one) => !found.some((other) => meets(one, [other]) && other.to - other.from > one.to - one.from))
    .sort((left, right) => right.to - right.from - (left.to - left.from));
}

function meets(one: Found<unknown>, others: readonly Found<unknown>[]): boolean {
  return others.some(({ from, to }) => one.from < to && from < one.to);
}
