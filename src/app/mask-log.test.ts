import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskFields, maskText } from './mask-log.ts';

test('maskText hides phone numbers, spaced ones and id cards, and leaves short numbers', () => {
  expect(maskText('call 13812345678 now')).toBe('call 138****78 now');
  expect(maskText('+86 138 1234 5678')).not.toContain('1234');
  expect(maskText('id 11010519491231002X')).not.toContain('19491231');
  expect(maskText('status 486 after 123456 ms')).toBe('status 486 after 123456 ms');
});

test('maskText leaves no run of seven digits, whatever the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1_000_000 }), (text, number) => {
      expect(maskText(`${text}${number}`)).not.toMatch(/\d{7}/);
    }),
  );
});

test('maskFields reaches errors, nested values and numbers, but not ids and times', () => {
  const error = new Error('callee +8613812345678 refused', { cause: new Error('to 13812345678') });
  const fields = {
    error,
    list: [{ phone: 13812345678 }],
    callId: 'n1-00000000-0000-4000-8000-000000000001',
    startedAtMs: 1_772_000_000_000,
    password: 'x',
  };
  const text = JSON.stringify(maskFields(fields));
  expect(text).not.toContain('13812345678');
  expect(text).toContain('n1-00000000-0000-4000-8000-000000000001');
  expect(text).toContain('1772000000000');
  expect(text).toContain('"password":"[secret]"');
});
