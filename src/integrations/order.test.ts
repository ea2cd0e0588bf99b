import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayBecome, readAmountYuan, type OrderState } from './order.ts';

describe('readAmountYuan', () => {
  it.each([
    ['500000', 500_000],
    ['50万', 500_000],
    ['50 万元', 500_000],
    ['１００万', 1_000_000],
    ['1,200.50 元', 1_200.5],
    ['¥300', 300],
    ['2千', 2_000],
    ['1.5亿', 150_000_000],
  ])('reads %j as %d', (amount, yuan) => {
    expect(readAmountYuan(amount)).toBe(yuan);
  });

  it.each(['', '五十万', '很多', '-5', '50万到100万', '1e9', '999999999999亿'])('does not guess %j', (amount) => {
    expect(readAmountYuan(amount)).toBeNull();
  });

  it('reads back every whole sum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (yuan) => {
        expect(readAmountYuan(`${yuan}元`)).toBe(yuan);
      }),
    );
  });
});

describe('mayBecome', () => {
  it('is this table', () => {
    const states: OrderState[] = ['draft', 'confirmed', 'issued', 'failed', 'cancelled'];
    const table = states.flatMap((from) => states.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));
    expect(table).toEqual([
      'draft confirmed',
      'draft failed',
      'draft cancelled',
      'confirmed issued',
      'confirmed failed',
      'confirmed cancelled',
    ]);
  });
});
