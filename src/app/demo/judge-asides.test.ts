import { expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call-record.ts';
import type { CallLog } from '../../simulator/index.ts';
import { judgeAsides } from './judge-asides.ts';

const said = (aside: boolean, firstVoicedAtMs: number, lastVoicedAtMs: number): CallLog['said'][number] => ({
  text: aside ? '月亮好圆。' : '方便你说。',
  aside,
  startedAtMs: firstVoicedAtMs,
  firstVoicedAtMs,
  lastVoicedAtMs,
  lastCharacterAtMs: lastVoicedAtMs,
  replyAtMs: null,
});

/** An aside from 3 to 4 s, an answer from 9 s; the carrier's monotonic clock is 1 000 000 ms behind the wall's. */
const log = {
  sipCallId: 'a',
  invitedAt: { monotonicMs: 0, wallMs: 1_000_000 },
  said: [said(true, 3_000, 4_000), said(false, 9_000, 10_000)],
  heard: [{ text: '没听清，现在方便吗？', startedAtMs: 5_000, endedAtMs: 7_000 }],
} as unknown as CallLog;

const node = (name: string, atMs: number) => ({ flow: 'main', node: name, atMs: 1_000_000 + atMs });
const record = {
  sipCallIds: ['a'],
  startedAtMs: 1_000_000,
  answeredAtMs: 1_000_500,
  endedAtMs: 1_020_000,
  path: [node('ask', 1_000), node('next', 10_500)],
  transcript: [],
} as unknown as CallRecord;

const judged = (changed: Partial<CallRecord>, ofLog: Partial<CallLog> = {}) =>
  judgeAsides([{ ...record, ...changed }], [{ ...log, ...ofLog }]);

test('an aside after which the robot asks again where it stood is clarified', () => {
  expect(judged({})).toEqual({ lines: 2, asides: 1, clarified: 1, wrongBranch: 0, cutOff: 0 });
  expect(judged({ path: [node('ask', 1_000), node('ask', 4_800)] }).clarified).toBe(1);
});

test('an aside after which the robot stands elsewhere, or that is written down as words, took a wrong branch', () => {
  expect(judged({ path: [node('ask', 1_000), node('next', 4_800)] })).toMatchObject({ clarified: 0, wrongBranch: 1 });
  const heard = { speaker: 'customer', text: '了解一下', offsetMs: 2_600, durationMs: 800 };
  const entry = (offsetMs: number) => ({ transcript: [{ ...heard, offsetMs }] as unknown as CallRecord['transcript'] });
  expect(judged(entry(2_600)).wrongBranch).toBe(1);
  expect(judged(entry(8_600)).wrongBranch).toBe(0);
});

test('an aside after which nothing was said any more, or that was not finished, was cut off', () => {
  expect(judged({ path: [node('ask', 1_000)] }, { heard: [], said: [said(true, 3_000, 4_000)] })).toMatchObject({
    lines: 1,
    cutOff: 1,
  });
  const broken = { ...said(true, 3_000, 4_000), lastVoicedAtMs: null };
  expect(judged({}, { said: [broken] })).toMatchObject({ clarified: 0, cutOff: 1 });
});

test('a call without a record has no aside to judge', () => {
  expect(judgeAsides([], [log])).toEqual({ lines: 2, asides: 0, clarified: 0, wrongBranch: 0, cutOff: 0 });
});
