import { describe, expect, it } from 'vitest';
import { isSimulatedNumber } from '../../contract/number-format.ts';
import { behaviours } from '../customer/catalogue.ts';
import { NumberTable } from './number-table.ts';

describe('NumberTable', () => {
  it('allots the same numbers to the same behaviours for the same seed, others for another', () => {
    const first = new NumberTable(7, behaviours);
    const again = new NumberTable(7, behaviours);
    const other = new NumberTable(8, behaviours);
    const numbers = first.allot(60);
    expect(again.allot(60)).toEqual(numbers);
    expect(other.allot(60)).not.toEqual(numbers);
    expect(numbers.map((number) => again.behaviourOf(number)?.name)).toEqual(
      numbers.map((number) => first.behaviourOf(number)?.name),
    );
  });
  it('deals every behaviour once before any twice, and never a plain one unasked', () => {
    const table = new NumberTable(3, behaviours);
    const usual = [...behaviours.values()].filter(({ plain }) => !plain);
    const dealt = table.allot(usual.length).map((number) => table.behaviourOf(number)?.name);
    expect(new Set(dealt).size).toBe(usual.length);
    expect(usual.length).toBeGreaterThanOrEqual(24);
    expect(dealt).not.toContain('steady');
  });
  it('uses numbers of no country, each once, of 11 to 13 digits', () => {
    const numbers = new NumberTable(1, behaviours).allot(500);
    expect(new Set(numbers).size).toBe(500);
    expect(numbers.every((number) => isSimulatedNumber(number) && /^\+999\d{8,10}$/u.test(number))).toBe(true);
  });
  it('deals only what it is told', () => {
    const table = new NumberTable(1, behaviours, ['steady']);
    expect(table.allot(3).map((number) => table.behaviourOf(number)?.name)).toEqual(['steady', 'steady', 'steady']);
  });
  it('refuses a name that is no behaviour', () => {
    expect(() => new NumberTable(1, behaviours, ['buys-a-boat'])).toThrow("there is no behaviour 'buys-a-boat'");
    expect(() => new NumberTable(1, behaviours, [])).toThrow('names no behaviour');
  });
});
