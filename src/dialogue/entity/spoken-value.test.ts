import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity } from '../../contract/script-document.ts';
import { mondayTen } from '../testing/converse.ts';
import { divisions } from './divisions.ts';
import { extractEntity } from './extract-entity.ts';
import { spokenValue } from './spoken-value.ts';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));

/** The check character of the first seventeen places (GB 11643). */
function withCheck(seventeen: string): string {
  const rest =
    Array.from(seventeen).reduce((sum, digit, index) => sum + Number(digit) * (2 ** (17 - index) % 11), 0) % 11;
  return seventeen + '10X98765432'[rest];
}
const idNumbers = fc
  .tuple(
    digits(4),
    fc.date({ min: new Date('1920-01-01'), max: new Date('2020-12-31'), noInvalidDate: true }),
    digits(3),
  )
  .map(([area, born, order]) => withCheck(`11${area}${born.toISOString().slice(0, 10).replaceAll('-', '')}${order}`));

const kinds: readonly (readonly [Entity, fc.Arbitrary<string>])[] = [
  [{ type: 'phone' }, digits(9).map((rest) => `13${rest}`)],
  [{ type: 'id-number' }, idNumbers],
  [{ type: 'age' }, fc.integer({ min: 1, max: 120 }).map(String)],
  [{ type: 'number', units: [] }, fc.integer({ min: 0, max: 10_000_000 }).map(String)],
  [{ type: 'address' }, fc.constantFrom(...divisions.map(({ full }) => full))],
];

describe('spokenValue()', () => {
  it.each(kinds)('of %o is understood as the same value again', (entity, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(extractEntity(entity, spokenValue(entity, value, mondayTen), 'asked', mondayTen)).toBe(value);
      }),
    );
  });
});
