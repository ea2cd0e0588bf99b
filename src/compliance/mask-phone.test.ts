import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskPhone } from './mask-phone.ts';

it.each([
  ['+8613812345678', '138****5678'],
  ['13812345678', '138****5678'],
  ['+861088886666', '10****6666'],
  ['+9990001234', '99****1234'],
  ['+14155550100', '141****0100'],
  ['95588', '****8'],
  ['110', '****'],
])('shows %s as %s', (number, shown) => {
  expect(maskPhone(number)).toBe(shown);
});

it('never shows all but four digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,15}$/), (digits) => {
      const shown = maskPhone(`+${digits}`).replace('****', '');
      expect(shown.length).toBeLessThanOrEqual(Math.max(0, digits.length - 4));
    }),
  );
});
