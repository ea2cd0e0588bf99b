import { CodedError } from '../../foundation/errors.ts';
import { seededRandom, shuffled, type Random } from '../../foundation/random.ts';
import type { Behaviour } from '../customer/behaviour.ts';

function newNumber(random: Random, taken: ReadonlyMap<string, Behaviour>): string {
  for (;;) {
    const digits = Array.from({ length: 8 + random.int(3) }, () => random.int(10)).join('');
    const number = `+999${digits}`;
    if (!taken.has(number)) return number;
  }
}

/**
 * Which number behaves how. Behaviours are dealt like cards: each once before any twice, in an order that the seed
 * decides; nothing in a number tells what is behind it.
 */
export class NumberTable {
  readonly #numbers = new Map<string, Behaviour>();
  readonly #random: Random;
  readonly #deck: readonly Behaviour[];
  #hand: Behaviour[] = [];

  constructor(seed: number, behaviours: ReadonlyMap<string, Behaviour>, only?: readonly string[]) {
    this.#random = seededRandom(seed);
    for (const name of only ?? [])
      if (!behaviours.has(name))
        throw new CodedError('unknown-behaviour', `simulator: there is no behaviour '${name}'`, { name });
    this.#deck = only
      ? only.flatMap((name) => behaviours.get(name) ?? [])
      : [...behaviours.values()].filter(({ plain }) => !plain);
    if (this.#deck.length === 0) throw new CodedError('no-behaviours', 'simulator: `only` names no behaviour');
  }

  /** Allots `count` more numbers. */
  allot(count: number): string[] {
    const dealt: Behaviour[] = [];
    while (dealt.length < count) {
      if (this.#hand.length === 0) this.#hand = shuffled(this.#deck, this.#random);
      dealt.push(...this.#hand.splice(0, count - dealt.length));
    }
    return dealt.map((behaviour) => this.give(behaviour));
  }

  /** A number behind which somebody is whom whoever asks has thought out. */
  give(behaviour: Behaviour): string {
    const number = newNumber(this.#random, this.#numbers);
    this.#numbers.set(number, behaviour);
    return number;
  }

  behaviourOf(number: string): Behaviour | undefined {
    return this.#numbers.get(number);
  }
}
