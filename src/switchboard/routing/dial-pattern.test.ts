import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialPatternSchema } from '../../contract/route-settings.ts';
import { matchesPattern } from './dial-pattern.ts';

test.each([
  ['+864008123456', '+864008123456', true],
  ['+86400xxxxxxx', '+864008123456', true],
  ['+86400xxxxxxx', '+86400812345', false],
  ['+8610...', '+861088886666', true],
  ['+8610...', '+8610', true],
  ['+8610...', '8610', false],
  ['[2-9]xxx', '8001', true],
  ['[2-9]xxx', '1001', false],
  ['[27]xx', '701', true],
  ['*98', '*98', true],
  ['*98', '**98', false],
  ['...', 'anything', true],
])('pattern %s and number %s: %s', (pattern, number, holds) => {
  expect(dialPatternSchema.parse(pattern)).toBe(pattern);
  expect(matchesPattern(pattern, number)).toBe(holds);
});

test.each(['', '12a', '..', '[9', '[a-z]', '1...2', '(1)', '.*', '[9-2]', '[1-]'])('no pattern: %s', (pattern) => {
  expect(dialPatternSchema.safeParse(pattern).success).toBe(false);
});

test('whatever the schema takes compiles, and a number is of its own pattern', () => {
  const piece = fc.constantFrom('0', '9', '+', '*', '#', 'x', '[2-9]', '[13]');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.boolean(), (pieces, open) => {
      const pattern = `${pieces.join('')}${open ? '...' : ''}`;
      expect(dialPatternSchema.safeParse(pattern).success).toBe(true);
      const number = pieces.map((one) => (one === 'x' || one.startsWith('[') ? '3' : one)).join('');
      expect(matchesPattern(pattern, number)).toBe(true);
      expect(matchesPattern(pattern, `${number}7`)).toBe(open);
    }),
  );
});
