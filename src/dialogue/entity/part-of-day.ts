import { findAll, withoutOverlaps, type Found } from './found.ts';

/** A part of the day, in minutes after midnight. */
export interface PartOfDay {
  /** When we would call, where it is named alone. */
  readonly callAt: number;
  readonly from: number;
  readonly to: number;
  /** Hours up to 11 are counted from noon: 下午三点. */
  readonly afternoon: boolean;
}

const parts: readonly (readonly [RegExp, PartOfDay])[] = [
  [/凌晨|半夜/g, { callAt: 60, from: 0, to: 6 * 60, afternoon: false }],
  [
    /一大早上?|大早上|早上|早晨|清早|清晨|一早|大早|(?<=[明今后昨])早/g,
    { callAt: 9 * 60, from: 7 * 60, to: 9 * 60, afternoon: false },
  ],
  [/上午|午前/g, { callAt: 10 * 60, from: 9 * 60, to: 12 * 60, afternoon: false }],
  [/中午|正午|晌午/g, { callAt: 12 * 60 + 30, from: 12 * 60, to: 14 * 60, afternoon: true }],
  [/下午|午后/g, { callAt: 15 * 60, from: 13 * 60, to: 18 * 60, afternoon: true }],
  [/傍晚|黄昏/g, { callAt: 18 * 60, from: 17 * 60, to: 19 * 60, afternoon: true }],
  [
    /晚上|夜里|夜晚|晚间|(?<=[明今后昨当])晚(?!点)|下班(?:[以之]?后)?/g,
    { callAt: 19 * 60 + 30, from: 18 * 60, to: 21 * 60, afternoon: true },
  ],
];
const noon = 12 * 60;

export function findPartsOfDay(text: string): readonly Found<PartOfDay>[] {
  return withoutOverlaps(parts.flatMap(([names, part]) => findAll(text, names, () => part)));
}

/** The hour of the day, 0 to 28, that 三点 means in `part`; with none, one to seven are in the afternoon. */
export function hourIn(part: PartOfDay | null, hour: number): number {
  if (part === null) return hour >= 1 && hour <= 7 ? hour + 12 : hour;
  if (!part.afternoon) return hour === 12 && part.to <= noon / 2 ? 0 : hour;
  const night = part.from >= 18 * 60;
  // Twelve in the evening, and one to four of the night, belong to the day after.
  if (night && (hour === 12 || (hour >= 1 && hour <= 4))) return hour === 12 ? 24 : hour + 24;
  return hour < 12 && !(part.from === noon && hour >= 10) ? hour + 12 : hour;
}
