import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { e164Pattern } from '../contract/number-format.ts';
import { readPhoneCell } from './read-phone-cell.ts';

describe('readPhoneCell', () => {
  it.each([
    ['13812345678', '+8613812345678'],
    ['8613812345678', '+8613812345678'],
    ['+8613812345678', '+8613812345678'],
    ['008613812345678', '+8613812345678'],
    ['013812345678', '+8613812345678'],
    ['+86 138-1234-5678', '+8613812345678'],
    ['138 1234 5678', '+8613812345678'],
    ['(86)138.1234.5678', '+8613812345678'],
    ['１３８１２３４５６７８', '+8613812345678'],
    ['＋８６－１３８１２３４５６７８', '+8613812345678'],
    ['\u202A13812345678\u202C', '+8613812345678'],
    ['\uFEFF13812345678', '+8613812345678'],
    ['\u00A013812345678\u3000', '+8613812345678'],
    ["'13812345678", '+8613812345678'],
    ['="13812345678"', '+8613812345678'],
    ['\t13812345678', '+8613812345678'],
    ['13812345678.0', '+8613812345678'],
    ['1.3812345678E+10', '+8613812345678'],
    ['010-88886666', '+861088886666'],
    ['(0755) 8888 6666', '+8675588886666'],
    ['+1 415 555 2671', '+14155552671'],
    ['0044 20 7946 0018', '+442079460018'],
    ['+9990001234', '+9990001234'],
    ['009990001234', '+9990001234'],
    ['+999 000-1234', '+9990001234'],
  ])('reads %j as %s', (cell, phone) => {
    expect(readPhoneCell(cell)).toEqual({ ok: true, phone, others: [] });
  });

  it.each([
    ['', 'phone-missing'],
    ['  \u200B ', 'phone-missing'],
    ['1.38E+10', 'digits-lost'],
    ['1.38001E+10', 'digits-lost'],
    ['95588', 'service-number'],
    ['95017123', 'service-number'],
    ['10086', 'service-number'],
    ['+8610086', 'service-number'],
    ['12345', 'service-number'],
    ['110', 'service-number'],
    ['400-800-1234', 'service-number'],
    ['88886666', 'no-area-code'],
    ['54321', 'too-short'],
    ['1381234567', 'wrong-length'],
    ['138123456789', 'wrong-length'],
    ['+861381234567', 'wrong-length'],
    ['138****5678', 'masked-number'],
    ['138xxxx5678', 'masked-number'],
    ['010-88886666转801', 'has-extension'],
    ['010-88886666 ext 801', 'has-extension'],
    ['无', 'not-a-number'],
    ['张三 13812345678', 'not-a-number'],
    ['12812345678', 'not-a-number'],
    ['99999999999999999999', 'too-long'],
    ['+1 415 555 26', 'not-a-number'],
    ['2026-01-02', 'no-area-code'],
    ['13812345678/无', 'several-numbers'],
    ['010-6666/8888', 'several-numbers'],
  ])('refuses %j as %s', (cell, problem) => {
    expect(readPhoneCell(cell)).toEqual({ ok: false, problem });
  });

  it.each([
    '13812345678/13912345678',
    '13812345678、13912345678',
    '13812345678 13912345678',
    '138-1234-5678；+8613912345678',
  ])('takes the first of two numbers in %j and keeps the other', (cell) => {
    expect(readPhoneCell(cell)).toEqual({ ok: true, phone: '+8613812345678', others: ['+8613912345678'] });
  });

  it('takes a number written twice as one', () => {
    expect(readPhoneCell('13812345678/8613812345678')).toEqual({ ok: true, phone: '+8613812345678', others: [] });
  });

  it('reads every mainland mobile however it is dressed, always to the same number', () => {
    const mobile = fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`);
    const dress = fc.constantFrom(
      (n: string) => n,
      (n: string) => `+86${n}`,
      (n: string) => `86 ${n}`,
      (n: string) => `${n.slice(0, 3)}-${n.slice(3, 7)}-${n.slice(7)}`,
      (n: string) => n.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)),
      (n: string) => ` ${n}\u200B`,
    );
    fc.assert(
      fc.property(mobile, dress, (number, dressed) => {
        expect(readPhoneCell(dressed(number))).toEqual({ ok: true, phone: `+86${number}`, others: [] });
      }),
    );
  });

  it('never throws and never returns anything but E.164', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ()-]{0,25}$/)), (cell) => {
        const reading = readPhoneCell(cell);
        const phones = reading.ok ? [reading.phone, ...reading.others] : [];
        expect(phones.filter((phone) => !e164Pattern.test(phone))).toEqual([]);
      }),
    );
  });
});
