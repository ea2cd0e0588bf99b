import { seededRandom, shuffled, type Random } from '../../src/foundation/random.ts';
import { quantityInChinese } from '../../src/speech/text/chinese-numbers.ts';
import {
  brokenAmounts,
  brokenYeses,
  hesitantAmounts,
  hesitantKnown,
  hesitantUnknown,
  hesitantYeses,
  interruption,
  knownOthers,
  plainAmounts,
  unknownOthers,
  yeses,
} from './script.ts';

/** `interrupt` begins in the middle of the robot's reply to the one before, and is no part of the mix. */
export type UtteranceKind = 'answer' | 'other' | 'mid-phrase' | 'interrupt';

/** What a customer says: in two parts where it stops in mid-phrase or mid-number, or hesitates. */
export interface Line {
  readonly kind: UtteranceKind;
  readonly parts: readonly string[];
  readonly pauseMs: number;
}

/** The lines of one customer, and the amounts that the script of its call offers: those that are said, and half as many that are not. */
export interface Row {
  readonly lines: readonly Line[];
  readonly amounts: readonly string[];
}

type Slot = { readonly kind: Exclude<UtteranceKind, 'interrupt'>; readonly paused: boolean };

/** 60 % answers, 30 % others, 10 % broken; a third of all with a pause inside. */
const thirty: readonly Slot[] = [
  ...Array.from({ length: 18 }, (_, index): Slot => ({ kind: 'answer', paused: index < 4 })),
  ...Array.from({ length: 9 }, (_, index): Slot => ({ kind: 'other', paused: index < 3 })),
  ...Array.from({ length: 3 }, (): Slot => ({ kind: 'mid-phrase', paused: true })),
];

/** 200 as 二百, which these customers say, and not 两百. */
const inWords = (value: number): string => quantityInChinese(String(value)).replace('两', '二');

/** The fixed mix in a fixed order, `count` utterances in rows of equal length; an interruption after every fifth. */
export function turnRows(count: number, rows: number): readonly Row[] {
  const random = seededRandom(7);
  const amounts = shuffled(
    Array.from({ length: 880 }, (_, index) => index + 111).filter((value) => value % 10 !== 0),
    random,
  ).map((value) => `${inWords(value)}万`);
  const slots = Array.from({ length: Math.ceil(count / 30) }, () => shuffled(thirty, random)).flat();
  const size = Math.ceil(count / rows / 5) * 5;
  return Array.from({ length: rows }, (_, row): Row => {
    const said: string[] = [];
    const customer = new Customer(random, () => {
      said.push(amounts.pop() ?? '五十五万');
      return said.at(-1) ?? '';
    });
    const lines = slots
      .slice(row * size, Math.min(count, (row + 1) * size))
      .flatMap((slot, index) => [customer.line(slot), ...(index % 5 === 4 ? [customer.interrupt()] : [])]);
    const others = amounts.splice(0, Math.ceil(said.length / 2));
    return { lines, amounts: shuffled([...said, ...others], random) };
  }).filter(({ lines }) => lines.length > 0);
}

/** Knows what the robot asks next, so that an answer is one. */
class Customer {
  readonly #random: Random;
  readonly #amount: () => string;
  #asked: 'amount' | 'yes' = 'amount';
  #lines = 0;

  constructor(random: Random, amount: () => string) {
    this.#random = random;
    this.#amount = amount;
  }

  interrupt(): Line {
    this.#asked = 'amount';
    return { kind: 'interrupt', parts: [interruption], pauseMs: 0 };
  }

  line({ kind, paused }: Slot): Line {
    this.#lines++;
    const pauseMs = paused ? 300 + this.#random.int(31) * 20 : 0;
    switch (kind) {
      case 'other':
        return this.#other(pauseMs);
      case 'answer':
        return { kind, parts: this.#answer(paused), pauseMs };
      case 'mid-phrase':
        return { kind, parts: this.#broken(), pauseMs };
    }
  }

  #oneOf<T>(ways: readonly [T, ...T[]]): T {
    return ways[this.#random.int(ways.length)] ?? ways[0];
  }

  /** Whether an amount was asked; the next question is the other one. */
  #amountAsked(): boolean {
    const amount = this.#asked === 'amount';
    this.#asked = amount ? 'yes' : 'amount';
    return amount;
  }

  #other(pauseMs: number): Line {
    const known = this.#random.int(2) === 0;
    const [plain, hesitant] = known ? [knownOthers, hesitantKnown] : [unknownOthers, hesitantUnknown];
    const parts = pauseMs > 0 ? this.#oneOf(hesitant) : [this.#oneOf(plain)];
    return { kind: 'other', parts, pauseMs };
  }

  #answer(hesitates: boolean): readonly string[] {
    if (!this.#amountAsked()) return hesitates ? this.#oneOf(hesitantYeses) : [this.#oneOf(yeses)];
    const ways = hesitates ? this.#oneOf(hesitantAmounts) : [this.#oneOf(plainAmounts)];
    return withAmount(ways, this.#amount());
  }

  /** Of the amounts half stop inside the number. */
  #broken(): readonly string[] {
    if (!this.#amountAsked()) return this.#oneOf(brokenYeses);
    const words = this.#amount();
    if (this.#lines % 2 === 0) return [words.slice(0, -2), words.slice(-2)];
    return withAmount(this.#oneOf(brokenAmounts), words);
  }
}

const withAmount = (parts: readonly string[], amount: string): readonly string[] =>
  parts.map((part) => part.replace('#', amount));
