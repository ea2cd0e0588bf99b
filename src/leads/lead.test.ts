import { describe, expect, it } from 'vitest';
import { leadAfterCall, leadVariables, type CallOfLead } from './lead.ts';

const call = (fields: Partial<CallOfLead> = {}): CallOfLead => ({
  outcome: 'completed',
  answeredBy: 'human',
  grade: null,
  ordered: false,
  doNotCall: false,
  ...fields,
});

describe('leadAfterCall', () => {
  it.each([
    ['new', call(), 'contacted'],
    ['new', call({ answeredBy: 'voicemail' }), 'new'],
    ['new', call({ answeredBy: null, outcome: 'busy' }), 'new'],
    ['new', call({ answeredBy: null, outcome: 'vacant' }), 'closed'],
    ['contacted', call({ doNotCall: true }), 'closed'],
    ['contacted', call({ ordered: true }), 'converted'],
    ['converted', call({ doNotCall: true }), 'converted'],
    ['closed', call(), 'closed'],
  ] as const)('takes %s on', (status, seen, after) => {
    expect(leadAfterCall({ status, grade: 'C' }, seen)).toEqual({ status: after, grade: 'C' });
  });

  it('takes the newest grade', () => {
    expect(leadAfterCall({ status: 'contacted', grade: 'C' }, call({ grade: 'A' })).grade).toBe('A');
  });
});

describe('leadVariables', () => {
  it('gives attributes and the name under both its names', () => {
    expect(leadVariables({ name: '张三', attributes: { 城市: '杭州', name: 'x' } })).toEqual({
      城市: '杭州',
      name: '张三',
      姓名: '张三',
    });
    expect(leadVariables({ name: null, attributes: { a: '1' } })).toEqual({ a: '1' });
  });
});
