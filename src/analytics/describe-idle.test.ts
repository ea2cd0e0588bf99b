import { expect, it } from 'vitest';
import type { IdleReason } from '../campaign/index.ts';
import { describeIdle } from './describe-idle.ts';

const reason = (given: Partial<IdleReason>): IdleReason => ({
  code: 'waiting-for-rule',
  ruleId: 'window.callee-local',
  waitingByRule: { 'window.callee-local': 64 },
  refusedByRule: {},
  nextAttemptAtMs: Date.parse('2026-03-03T09:00+08:00'),
  detail: null,
  ...given,
});
const free = { ruleId: null, waitingByRule: {} };

it.each<[Partial<IdleReason>, string | null, string | null]>([
  [
    {},
    '64 人因“不在可外呼时段”（window.callee-local）暂不可拨，最早 2026-03-03 09:00',
    '64 people wait because of window.callee-local, until 2026-03-03 09:00 at the earliest',
  ],
  [
    { code: 'not-running', detail: 'only-waiting' },
    '任务未在进行（余下的人近期都不可拨）：64 人因“不在可外呼时段”（window.callee-local）暂不可拨，最早 2026-03-03 09:00',
    'the campaign is not running (only-waiting): 64 people wait because of window.callee-local, until 2026-03-03 09:00 at the earliest',
  ],
  [{ ...free, code: 'dialing' }, null, null],
  [{ ...free, code: 'all-done' }, '名单已全部处理完', 'everybody on the list is done'],
  [{ ...free, code: 'no-free-line' }, '线路全忙，等待空闲线路', 'every line is busy'],
  [{ ...free, code: 'trunk-unusable', detail: '503' }, '线路不可用：503', 'the trunk cannot be used: 503'],
  [
    { ...free, code: 'not-running', detail: 'paused' },
    '任务未在进行（paused）',
    'the campaign is not running (paused)',
  ],
  [{ ...free, code: 'waiting-for-start' }, '定于 2026-03-03 09:00 开始', 'it is to begin at 2026-03-03 09:00'],
  [
    { ...free, code: 'waiting-for-retry' },
    '等待重拨，最早 2026-03-03 09:00',
    'waiting for the next retry at 2026-03-03 09:00',
  ],
])('%j', (given, chinese, english) => {
  expect(describeIdle(reason(given), 'zh-CN', 'Asia/Shanghai')).toBe(chinese);
  expect(describeIdle(reason(given), 'en', 'Asia/Shanghai')).toBe(english);
});
