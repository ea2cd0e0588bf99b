import { describe, expect, it } from 'vitest';
import { smallScript, type SmallRest } from './testing/small-script.ts';
import { unfitVariables } from './variable-types.ts';

const faults = (variable: NonNullable<SmallRest['variables']>[string], value?: string) =>
  unfitVariables(
    smallScript({ start: { kind: 'end' } }, { variables: { x: variable } }),
    value === undefined ? {} : { x: value },
  ).map(({ fault }) => fault);

describe('unfitVariables()', () => {
  it.each([
    ['text', '随便什么'],
    ['number', '-3.5'],
    ['number', '1,200'],
    ['amount', '1280.50'],
    ['amount', '3万元'],
    ['date', '2026-03-02'],
    ['date', '2026年3月2日'],
    ['date', '2026/3/2 10:00'],
    ['phone', '+86 138-1234-5678'],
    ['phone', '95588'],
  ] as const)('lets a %s be "%s"', (type, value) => {
    expect(faults({ type }, value)).toEqual([]);
  });

  it.each([
    ['number', '十二', "'十二' is no number, e.g. 12 or 3.5"],
    ['amount', '三万', "'三万' is no amount, e.g. 1280.50 or 3万元"],
    ['amount', '-5', "'-5' is no amount, e.g. 1280.50 or 3万元"],
    ['date', '2026-02-29', "'2026-02-29' is no date, e.g. 2026-03-02"],
    ['date', '下周一', "'下周一' is no date, e.g. 2026-03-02"],
    ['phone', '无', "'无' is no telephone number"],
  ] as const)('finds that %s "%s" is none', (type, value, fault) => {
    expect(faults({ type }, value)).toEqual([fault]);
  });

  it('wants a choice among its values', () => {
    expect(faults({ type: 'choice', values: ['金卡', '银卡'] }, '金卡')).toEqual([]);
    expect(faults({ type: 'choice', values: ['金卡', '银卡'] }, '铜卡')).toEqual(["'铜卡' is none of '金卡', '银卡'"]);
  });

  it('misses only what is required and has no default', () => {
    expect(faults({ type: 'amount' })).toEqual([]);
    expect(faults({ type: 'amount', required: true })).toEqual(['has no value']);
    expect(faults({ type: 'amount', required: true }, ' ')).toEqual(['has no value']);
    expect(faults({ type: 'amount', required: true, default: '100' })).toEqual([]);
  });
});
