import { regionOf } from './region-of.ts';
import type { Rest } from './shown-number.ts';

/** What one dial wants of a pool. */
export interface NumberAsked {
  readonly callee: string;
  /** The dial's place in the turn: the person's place in the list, and how often it was tried. */
  readonly turn: number;
  /** How likely a dial with that number is answered, where it matters. */
  readonly rateOf?: (number: string) => number;
}

export interface ChosenNumber {
  readonly number: string;
  /** `tried-again`: it rests, and is shown now and then to see whether it still must. */
  readonly because: 'in-turn' | 'same-city' | 'answered-oftener' | 'tried-again';
}

/** One dial in so many goes to a number that rests because it was answered seldom. */
const exploreEvery = 50;

/**
 * 轮显: which number of the pool is shown. Numbers of the callee's city go first; among equals the likeliest to be answered, or each in
 * turn. Null where none may be shown now.
 */
export function chooseNumber(
  pool: readonly string[],
  rests: ReadonlyMap<string, Rest>,
  hasRoom: (number: string) => boolean,
  { callee, turn, rateOf }: NumberAsked,
): ChosenNumber | null {
  const open = pool.filter(hasRoom);
  const resting = open.filter((number) => rests.get(number)?.kind === 'seldom-answered');
  const again = turn % exploreEvery === exploreEvery - 1 ? inTurn(resting, Math.floor(turn / exploreEvery)) : null;
  if (again !== null) return { number: again, because: 'tried-again' };
  const fit = open.filter((number) => !rests.has(number));
  const city = regionOf(callee);
  const local = city === null ? [] : fit.filter((number) => regionOf(number) === city);
  const equals = local.length > 0 ? local : fit;
  if (rateOf && equals.length > 1) return { number: likeliest(equals, rateOf), because: 'answered-oftener' };
  const number = inTurn(equals, turn);
  return number === null ? null : { number, because: local.length > 0 ? 'same-city' : 'in-turn' };
}

const inTurn = (numbers: readonly string[], turn: number): string | null => numbers[turn % numbers.length] ?? null;

function likeliest(numbers: readonly string[], rateOf: (number: string) => number): string {
  const rated = numbers.map((number) => ({ number, rate: rateOf(number) }));
  return rated.reduce((best, one) => (one.rate > best.rate ? one : best)).number;
}
