import { describe, expect, it } from 'vitest';
import { builtInSmsTemplates, smsText } from './sms-text.ts';

describe('smsText', () => {
  it('fills places', () => {
    expect(smsText('您好{name}，{ product }', { name: '张三', product: '重疾险' })).toEqual({
      ok: true,
      text: '您好张三，重疾险',
    });
  });

  it('names what is missing instead of sending a hole', () => {
    expect(smsText('{a}{b}{b}{c}', { c: '1', b: '' })).toEqual({ ok: false, missing: ['a', 'b'] });
  });

  it('takes a value as it stands, places in it included', () => {
    expect(smsText('{a}', { a: '{b}$&' })).toEqual({ ok: true, text: '{b}$&' });
  });

  it('reads a time out as people write it', () => {
    expect(smsText('{time}见', { time: '2026-03-07T09:05:00+08:00' })).toEqual({ ok: true, text: '3月7日09:05见' });
    expect(smsText('{time}见', { time: '2026-03-07' })).toEqual({ ok: true, text: '2026-03-07见' });
  });

  it('reads the yuan of an amount out as people write them, and other numbers as they stand', () => {
    const read = (amount: string): unknown => smsText('保额{amount}，编号{number}', { amount, number: '300000' });
    expect(read('300000')).toEqual({ ok: true, text: '保额30万元，编号300000' });
    expect(read('1280.5')).toEqual({ ok: true, text: '保额1280.5元，编号300000' });
    expect(read('五十万')).toEqual({ ok: true, text: '保额五十万，编号300000' });
  });

  it('says in every text that is there from the start how to refuse more', () => {
    expect(Object.values(builtInSmsTemplates).filter((text) => !text.includes('拒收请回复R'))).toEqual([]);
  });
});
