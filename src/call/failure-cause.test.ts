import { expect, test } from 'vitest';
import { announcementCause, toneCause } from './announcement.ts';
import { failureCause, type FailureFacts } from './failure-cause.ts';

const facts = (changes: Partial<FailureFacts>): FailureFacts => ({
  status: 480,
  q850Cause: null,
  earlyMediaCause: null,
  trust404: false,
  rang: true,
  ...changes,
});

test.each([
  ['busy line', { status: 486 }, 'busy'],
  ['declined', { status: 603 }, 'rejected'],
  ['no answer by status', { status: 480 }, 'no-answer'],
  ['a 404 that cannot be trusted', { status: 404 }, 'failed'],
  ['a 404 that can', { status: 404, trust404: true }, 'vacant'],
  ['unallocated by Q.850', { status: 404, q850Cause: 1 }, 'vacant'],
  ['busy by Q.850 inside a 500', { status: 500, q850Cause: 17 }, 'busy'],
  ['trunk fault', { status: 503 }, 'trunk-failed'],
  ['nothing at all answered', { status: 408, rang: false }, 'trunk-failed'],
  ['rang and rang', { status: 408 }, 'no-answer'],
  ['words before the status', { status: 480, earlyMediaCause: 'powered-off' as const }, 'powered-off'],
  ['unknown status', { status: 418 }, 'failed'],
  ['no common codec', { status: 488 }, 'incompatible'],
] as const)('failureCause() of %s', (_name, changes, wanted) => {
  expect(failureCause(facts(changes))).toBe(wanted);
});

test.each([
  ['您好，您所拨打的电话已关机。', 'powered-off'],
  ['您拨打的号码是空号，请查证后再拨。', 'vacant'],
  ['您拨打的电话已停机', 'suspended'],
  ['对不起，您拨打的用户因欠费停机', 'arrears'],
  ['您拨打的用户正在通话中，请稍后再拨', 'busy'],
  ['您拨打的用户暂时无法接通', 'out-of-reach'],
  ['您拨打的电话暂时无人接听', 'no-answer'],
  ['The subscriber you dialed is powered off', 'powered-off'],
] as const)('announcementCause(%s)', (words, wanted) => {
  expect(announcementCause(words)).toBe(wanted);
});

test('announcementCause() stays silent on music words and on half an announcement', () => {
  expect(announcementCause('您好，您所拨打的电')).toBeNull();
  expect(announcementCause('')).toBeNull();
});

test('toneCause() knows busy, congestion and special information, and ringback is no cause', () => {
  expect(['busy', 'congestion', 'sit', 'ringback'].map(toneCause)).toEqual(['busy', 'network-busy', 'vacant', null]);
});
