import { describe, expect, it } from 'vitest';
import type { FunctionResult } from '../contract/live-services.ts';
import { compileScript } from '../dialogue/index.ts';
import { outcomeOf, type Expected } from '../dialogue/testing/conversation-case.ts';
import { sampleScript } from './testing/sample-scripts.ts';

const script = compileScript(sampleScript('event-invitation'));
const ticket = (people: string, arrival: string): NonNullable<Expected['functions']> => [
  { name: 'send-sms', args: { template: 'event-ticket', people, arrival, event: '周末健康生活日' } },
];

/** What the customer says, `|` between turns (`#1` presses a key, `…` is silence), and what must have happened. */
const cases: readonly (readonly [string, Expected])[] = [
  ['好的参加|三个人|上午|对', { ends: 'registered', grade: 'A', functions: ticket('3', '上午场') }],
  ['可以|我们俩|下午两点那场|是的', { ends: 'registered', functions: ticket('2', '下午场') }],
  ['可以啊，我们一家三口去|下午|对的', { ends: 'registered', functions: ticket('3', '下午场') }],
  ['#1|#4|#2|#1', { ends: 'registered', grade: 'A', functions: ticket('4', '下午场') }],
  ['参加|就我一个|早上|不对，是两位|对', { ends: 'registered', functions: ticket('2', '上午场') }],
  ['参加|两位|早上|不对|改时间|下午|对', { ends: 'registered', functions: ticket('2', '下午场') }],
  ['参加|两位|上午|不是，改成下午|对', { ends: 'registered', functions: ticket('2', '下午场') }],
  ['参加|不知道|不清楚|说不准|上午|确认', { ends: 'registered', functions: ticket('1', '上午场') }],
  ['参加|一百个人|三位', { at: 'ask-arrival', slots: { people: '3' } }],
  ['多少钱|参加', { at: 'ask-people', intents: ['ask-price', 'attend'] }],
  ['在哪里办', { at: 'invite', says: ['市民中心'] }],
  ['几点开始', { at: 'invite', says: ['上午十点'] }],
  ['有什么活动|可以', { at: 'ask-people' }],
  ['不确定|可以|两个|上午|对', { ends: 'registered', functions: ticket('2', '上午场') }],
  ['到时候再看吧|不用了', { ends: 'cannot-attend', grade: 'C' }],
  ['那天我有事去不了', { ends: 'cannot-attend', grade: 'C', tags: ['这次来不了'] }],
  ['没兴趣|不去', { ends: 'not-interested', grade: 'F' }],
  ['不参加|那我去看看吧', { at: 'ask-people', tags: ['愿意参加'] }],
  ['#2|#2', { ends: 'not-interested', grade: 'F' }],
  ['我在开会|今天晚上八点', { ends: 'call-back', callBack: '2026-03-02T20:00', grade: 'C' }],
  ['在开车，半小时以后打给我', { ends: 'call-back', callBack: '2026-03-02T10:30' }],
  ['你是真人吗', { at: 'invite', says: ['AI智能助手', '参加'] }],
  ['以后别打了', { ends: 'do-not-call', doNotCall: true, grade: 'F' }],
  ['打错了', { ends: 'wrong-person', grade: 'E' }],
  [
    '先发个短信给我',
    {
      at: 'invite',
      tags: ['要资料'],
      functions: [{ name: 'send-sms', args: { template: 'event-introduction', event: '周末健康生活日' } }],
    },
  ],
  ['转人工', { at: 'human/transfer', grade: 'A' }],
  ['参加|两位|上午|嗯', { at: 'confirm', ends: null, functions: [] }],
  ['…|…|…', { ends: 'finished', outcome: 'silent' }],
];

describe('the event invitation script', () => {
  it.each(cases)('%s', (customer, expected) => {
    expect(outcomeOf(script, customer, expected)).toEqual(expected);
  });

  it('registers the guest even where the message cannot be sent', () => {
    const expected: Expected = { ends: 'registered', grade: 'A', says: ['稍后发给您'] };
    const runFunction = (): FunctionResult => ({ ok: false, reason: 'no-gateway' });
    expect(outcomeOf(script, '参加|两位|上午|对', expected, { runFunction })).toEqual(expected);
  });
});
