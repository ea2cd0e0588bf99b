import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trunkSchema, type Trunk } from './lines-document.ts';
import { e164Pattern, isSimulatedNumber, numberingRefusal, writeCallee, writeCaller } from './number-format.ts';

const trunk = (fields: Partial<Record<keyof Trunk, unknown>> = {}): Trunk =>
  trunkSchema.parse({ name: 'main', proxy: '192.0.2.1', callerNumbers: ['+861088886666'], ...fields });

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));
const e164 = fc.tuple(fc.integer({ min: 1, max: 9 }), digits(4, 14)).map(([first, rest]) => `+${first}${rest}`);
const mobile = digits(9, 9).map((rest) => `+8613${rest}`);
const simulated = digits(4, 12).map((rest) => `+999${rest}`);
const style = fc.constantFrom('e164', 'country', 'national', 'mobile-zero');

describe('writeCallee', () => {
  it.each([
    ['e164', '+8613812345678', '+8613812345678'],
    ['country', '+8613812345678', '8613812345678'],
    ['national', '+8613812345678', '13812345678'],
    ['mobile-zero', '+8613812345678', '013812345678'],
    ['national', '+861012345678', '01012345678'],
    ['national', '+8675512345678', '075512345678'],
    ['mobile-zero', '+861012345678', '01012345678'],
    ['national', '+864008001234', '4008001234'],
    ['national', '+8695588', '95588'],
    ['national', '+14155550100', '0014155550100'],
    ['national', '+9990001234', '9990001234'],
    ['mobile-zero', '+9990001234', '9990001234'],
    ['e164', '+86110', '110'],
    ['country', '+86120', '120'],
  ])('in style %s writes %s as %s', (name, number, written) => {
    expect(writeCallee(trunk({ calleeFormat: { style: name } }), number)).toBe(written);
  });

  it('puts no 0 before a mobile of the trunk’s own area and puts it before one of another', () => {
    const beijing = trunk({ calleeFormat: { style: 'mobile-zero', homeArea: '010' } });
    expect(writeCallee(beijing, '+8613812345678', '010')).toBe('13812345678');
    expect(writeCallee(beijing, '+8613812345678', '021')).toBe('013812345678');
    expect(writeCallee(beijing, '+8613812345678')).toBe('013812345678');
  });

  it('strips leading digits, then puts the prefix on, and keeps no plus sign inside', () => {
    expect(writeCallee(trunk({ calleeFormat: { style: 'e164', prefix: '9' } }), '+8613812345678')).toBe(
      '98613812345678',
    );
    expect(writeCallee(trunk({ calleeFormat: { style: 'e164', strip: 2 } }), '+8613812345678')).toBe('13812345678');
    expect(
      writeCallee(trunk({ calleeFormat: { style: 'country', strip: 2, prefix: '1234#' } }), '+8613812345678'),
    ).toBe('1234#13812345678');
  });

  it('writes only what a SIP user part may dial, a plus at most in front', () => {
    fc.assert(
      fc.property(
        e164,
        style,
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom('', '9', '17951', '*67'),
        (number, name, strip, prefix) => {
          const written = writeCallee(trunk({ calleeFormat: { style: name, strip, prefix } }), number);
          expect(written).toMatch(/^\+?[0-9*#]*$/);
          expect(written.startsWith(prefix)).toBe(true);
        },
      ),
    );
  });

  it('loses no digit of a mobile in any style without strip', () => {
    fc.assert(
      fc.property(mobile, style, fc.constantFrom('', '9', '17951'), (number, name, prefix) => {
        const written = writeCallee(trunk({ calleeFormat: { style: name, prefix } }), number);
        expect(written.endsWith(number.slice(3))).toBe(true);
      }),
    );
  });

  it('never writes two numbers alike without strip', () => {
    fc.assert(
      fc.property(e164, e164, style, (one, other, name) => {
        fc.pre(one !== other && !one.startsWith('+86') && !other.startsWith('+86'));
        fc.pre(!isSimulatedNumber(one) && !isSimulatedNumber(other));
        const written = (number: string): string => writeCallee(trunk({ calleeFormat: { style: name } }), number);
        expect(written(one)).not.toBe(written(other));
      }),
    );
  });
});

describe('writeCaller', () => {
  it('follows the caller format, not the callee format', () => {
    const mixed = trunk({ calleeFormat: { style: 'country' }, callerFormat: { style: 'national' } });
    expect(writeCaller(mixed, '+861088886666')).toBe('01088886666');
  });

  it('shows a mobile of our own without the long-distance 0', () => {
    const home = trunk({ callerFormat: { style: 'mobile-zero' } });
    expect(writeCaller(home, '+8613900000000')).toBe('13900000000');
  });
});

describe('numberingRefusal', () => {
  it('lets a real trunk dial no simulated number', () => {
    fc.assert(
      fc.property(simulated, (number) => {
        expect(numberingRefusal(trunk(), number)).toBe('simulated-number-on-real-trunk');
        expect(numberingRefusal(trunk({ simulated: true }), number)).toBeNull();
      }),
    );
  });

  it('lets the simulated trunk dial nothing else', () => {
    fc.assert(
      fc.property(e164, (number) => {
        fc.pre(!number.startsWith('+999'));
        expect(numberingRefusal(trunk(), number)).toBeNull();
        expect(numberingRefusal(trunk({ simulated: true }), number)).toBe('real-number-on-simulated-trunk');
      }),
    );
  });

  it.each(['13812345678', '+0861381234', '', '+86 138', 'sip:x@y', '+99'])('refuses %j, which is not E.164', (text) => {
    expect(numberingRefusal(trunk(), text)).toBe('not-e164');
    expect(e164Pattern.test(text)).toBe(false);
  });
});
