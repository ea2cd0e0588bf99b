import { expect, test } from 'vitest';
import type { CallEvent } from '../contract/call-event.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { callIdOf } from './testing/fake-cti.ts';
import { presentEvent } from './present-call.ts';

const number = '+8613812345678';
const head = { callId: callIdOf(1), atMs: 1 };
const leg = 'n1-1/2';

/** Every event that may hold a person's number, with one. */
const events: readonly object[] = [
  {
    kind: 'call-started',
    ...head,
    tenantId: '00000000-0000-4000-8000-0000000000a1',
    attemptId: null,
    campaignId: null,
    leadId: null,
    direction: 'inbound',
    callee: number,
    caller: number,
    trunk: 'office',
    scriptId: null,
    scriptVersion: 0,
  },
  { kind: 'led', ...head, to: `number ${number}`, why: `dialed ${number}` },
  { kind: 'trunk-taken', ...head, leg, trunk: 'office', caller: number, callee: number },
  { kind: 'party-joined', ...head, leg, party: number, as: 'caller' },
  { kind: 'party-changed', ...head, leg, party: number, as: 'member' },
  { kind: 'party-left', ...head, leg, party: number, reason: `${number} hung up` },
  { kind: 'party-held', ...head, leg, party: number, on: true },
  { kind: 'parked', ...head, place: '71', by: number },
  { kind: 'unparked', ...head, place: '71', by: number },
  { kind: 'queued', ...head, fact: { kind: 'overflowed', queue: 'sales', to: number, because: 'waited' } },
  {
    kind: 'card-shown',
    ...head,
    leg,
    flow: 'bank',
    keys: [{ node: 'card', keys: '13812345678' }],
    values: [{ name: 'mobile', label: '手机', value: number }],
  },
  { kind: 'transfer-started', ...head, seat: 'amy', summary: `call ${number} back` },
  {
    kind: 'customer-said',
    ...head,
    turn: 1,
    node: 'a',
    text: '我的号码是138 1234 5678',
    confidence: 1,
    via: 'speech',
    offsetMs: 0,
    durationMs: 1,
  },
  {
    kind: 'function-called',
    ...head,
    turn: 1,
    node: 'a',
    name: 'look-up',
    ok: false,
    reason: `nobody has ${number}`,
    usedFallback: true,
    tookMs: 1,
  },
  { kind: 'slot-filled', ...head, turn: 1, slot: 'mobile', value: number, said: number },
  {
    kind: 'call-ended',
    ...head,
    outcome: 'completed',
    hangUpBy: 'seat',
    sipStatus: 200,
    q850Cause: null,
    reason: number,
  },
];

test.each(events.map((event) => [(event as CallEvent).kind, event] as const))(
  '%s is shown without the number of anybody',
  (_, event) => {
    const shown = presentEvent(event as CallEvent, maskPhoneNumber);
    expect(JSON.stringify(shown).replace(head.callId, '')).not.toMatch(/1381234/);
  },
);

test.each([
  ['我的号码是幺三八一二三四五六七八', '我的号码是138****5678'],
  ['一三八，一二三四，五六七八，你记一下', '138****5678，你记一下'],
  ['身份证110105194912311006', '身份证11010****1006'],
  ['11010519491231109X', '11010****1109X'],
  ['2026-03-03T15:00:00+08:00', '2026-03-03T15:00:00+08:00'],
  ['2026-03-09/2026-03-11', '2026-03-09/2026-03-11'],
  ['30000/50000', '30000/50000'],
  ['我要三十万，十二号下午三点', '我要三十万，十二号下午三点'],
])('what somebody dictated is shown masked: %s', (said, shown) => {
  const event = { kind: 'slot-filled', ...head, turn: 1, slot: 'a', value: said, said } as const;
  expect(presentEvent(event as unknown as CallEvent, maskPhoneNumber)).toMatchObject({ value: shown, said: shown });
});

test('what holds no number stays as it is', () => {
  const event = {
    kind: 'key-pressed',
    ...head,
    turn: 1,
    digit: '1',
    via: 'rfc4733',
    secret: false,
    offsetMs: 5,
  } as const;
  expect(presentEvent(event, maskPhoneNumber)).toEqual(event);
});
