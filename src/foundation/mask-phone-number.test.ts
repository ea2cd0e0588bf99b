import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPhoneNumber } from './mask-phone-number.ts';

describe('maskPhoneNumber', () => {
  it.each([
    ['+8613812345678', '+86138****5678'],
    ['13812345678', '138****5678'],
    ['138-1234-5678', '138****5678'],
    ['138 1234 5678', '138****5678'],
    ['1234567', '****4567'],
    ['01012345678 / 13812345678', '010****5678 / 138****5678'],
    ['call 13812345678 at 10:30', 'call 138****5678 at 10:30'],
    ['123456', '123456'],
    ['', ''],
  ])('writes %j as %j', (text, masked) => {
    expect(maskPhoneNumber(text)).toBe(masked);
  });

  it('leaves no run of seven digits, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9 +a-z-]{0,40}$/), (text) => {
        const masked = maskPhoneNumber(text);
        expect(masked).not.toMatch(/\d{7,}/);
        expect(maskPhoneNumber(masked)).toBe(masked);
      }),
    );
  });
});
