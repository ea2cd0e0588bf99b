import { describe, expect, it } from 'vitest';
import { heldCall } from '../testing/held-call.ts';
import { isConversation } from './held-call.ts';
import { plainSummary } from './plain-summary.ts';

const talked = ['您的预算是多少？', '太贵了'];

describe('the summary of the record alone', () => {
  it('tells outcome, grade, what was meant and learnt, what is open and what was promised', () => {
    const call = heldCall(talked, {
      outcome: 'callee-hung-up',
      grade: 'B',
      tags: ['有意向'],
      intents: [
        { turn: 1, intent: 'too-dear', confidence: 0.9, node: 'start' },
        { turn: 2, intent: 'too-dear', confidence: 0.8, node: 'start' },
      ],
      orders: [{ orderId: '00000000-0000-4000-8000-000000000002' as never, product: '安心保', amount: '30万元' }],
      callBack: { wantedAtMs: Date.UTC(2026, 2, 4, 7), reason: '在开车' },
      doNotCall: false,
    });
    expect(plainSummary(call)).toBe(
      '结果：客户挂断。意向等级：B。标签：有意向。客户表示：嫌贵。未答：预算。下单：安心保 30万元。答应：回电 3月4日下午三点。',
    );
  });

  it('says a value as people do, and leaves nothing open that was answered', () => {
    expect(plainSummary(heldCall(talked, { slots: { budget: '500000' } }))).toBe('结果：谈完。了解到：预算 50万元。');
  });

  it('keeps what was promised apart: a colleague, silence', () => {
    const transfer = { seat: '8001', answered: false, reason: 'busy', bridgedMs: 0 };
    expect(plainSummary(heldCall(talked, { outcome: 'transfer-failed', transfer, doNotCall: true }))).toBe(
      '结果：转人工未接通。未答：预算。答应：转人工、不再致电。',
    );
  });

  it('speaks English of an English script, and of a call without a script by its own words', () => {
    const english = heldCall(talked, { callBack: { wantedAtMs: null, reason: 'driving' } }, { language: 'en' });
    expect(plainSummary(english)).toBe('Outcome: completed. Left open: 预算. Promised: to call back driving.');
    const alone = { ...heldCall(['Hello', 'Hi'], { slots: { menu: 'sales' } }), document: null };
    expect(plainSummary(alone)).toBe('Outcome: completed. Learned: menu sales.');
  });

  it('has no number of anybody', () => {
    const slots = { budget: '1', phone: '13812345678', id: '11010519491231109X' };
    const summary = plainSummary(heldCall(talked, { slots, tags: ['打幺三八一二三四五六七八'] }));
    expect(summary).toContain('138****5678');
    expect(summary).not.toMatch(/1381234|138，1234|19491231|幺三八/);
  });
});

describe('a conversation', () => {
  it.each([
    ['somebody said something', {}, true],
    ['nobody answered', { answeredBy: null }, false],
    ['nobody spoke but the robot', { transcript: heldCall(['您好']).record.transcript }, false],
  ] as const)('%s', (_, fields, is) => {
    expect(isConversation({ ...heldCall(talked).record, ...fields })).toBe(is);
  });
});
