import { describe, expect, it, test } from 'vitest';
import { callingNumber, calledNumber } from './inbound-numbers.ts';

const trunk = { callerNumbers: ['+861088886666', '+861088886667'], username: 'line1' };
const asked = (user: string, to = 'sip:nobody@host'): string =>
  calledNumber(trunk, { requestUri: `sip:${user}@192.0.2.1:5060`, to });

describe('the number that was called', () => {
  test.each(['+861088886666', '861088886666', '01088886666', '1088886666', '88886666', '9861088886666'])(
    '%s is the trunk’s own, however it is written',
    (written) => {
      expect(asked(written)).toBe('+861088886666');
    },
  );

  it('stands in To where the trunk asks for its user', () => {
    expect(asked('line1', '"Office" <sip:+861088886667@carrier>;tag=1')).toBe('+861088886667');
  });

  it('stays as it was written where the trunk does not own it', () => {
    expect(asked('4001')).toBe('4001');
    expect(asked('+12125550100')).toBe('+12125550100');
  });
});

describe('who calls', () => {
  const from = (text: string, asserted?: string): string =>
    callingNumber({
      from: text,
      headers: new Map(asserted === undefined ? [] : [['p-asserted-identity', [asserted]]]),
    });

  it('is in the asserted identity before it is in From', () => {
    expect(from('"x" <sip:100@carrier>;tag=1', '<sip:+8613800138000@carrier>')).toBe('+8613800138000');
    expect(from('"x" <sip:+8613800138000@carrier>;tag=1')).toBe('+8613800138000');
    expect(from('sip:13800138000@carrier;tag=1')).toBe('13800138000');
  });

  it('is nobody where it was withheld', () => {
    expect(from('"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1')).toBe('');
    expect(from('tel:13800138000')).toBe('');
  });
});
