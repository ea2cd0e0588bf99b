import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entity } from '../../contract/script-document.ts';
import { mondayTen } from '../testing/converse.ts';
import { dayMs, isoTime, minuteMs, todayIn } from './calendar.ts';
import { extractEntity } from './extract-entity.ts';
import { findTimeRanges, spokenTimeRange } from './time-range.ts';

const timeRange: Entity = { type: 'time-range' };
/** `day from-to` without the zone. */
const told = (text: string): string | null => {
  const value = extractEntity(timeRange, text, 'asked', mondayTen);
  return (
    value
      ?.replaceAll(/:00\+08:00/g, '')
      .replace(/\/\d{4}-(\d\d-\d\d)T/, (_, day: string) => (value.slice(5, 10) === day ? '-' : `-${day} `)) ?? null
  );
};

const holding = [
  ['下午三点到五点', '2026-03-02T15:00-17:00'],
  ['三点到五点', '2026-03-02T15:00-17:00'],
  ['三到五点', '2026-03-02T15:00-17:00'],
  ['下午三到五点吧', '2026-03-02T15:00-17:00'],
  ['明天上午九点到十一点', '2026-03-03T09:00-11:00'],
  ['明天上午九点到十二点', '2026-03-03T09:00-12:00'],
  ['后天九点到五点', '2026-03-04T09:00-17:00'],
  ['上午十点到下午三点', '2026-03-02T10:00-15:00'],
  ['十一点到一点', '2026-03-02T11:00-13:00'],
  ['晚上八点到十点', '2026-03-02T20:00-22:00'],
  ['晚上十点到十二点', '2026-03-02T22:00-03-03 00:00'],
  ['三点半到四点半', '2026-03-02T15:30-16:30'],
  ['两点一刻到三点', '2026-03-02T14:15-15:00'],
  ['15:00到17:30', '2026-03-02T15:00-17:30'],
  ['15:00-17:30', '2026-03-02T15:00-17:30'],
  ['14:00~16:00', '2026-03-02T14:00-16:00'],
  ['下周三下午三点至五点', '2026-03-11T15:00-17:00'],
  ['五号下午两点到四点之间', '2026-03-05T14:00-16:00'],
  ['周六上午十点到十一点半', '2026-03-07T10:00-11:30'],
  ['明天下午', '2026-03-03T13:00-18:00'],
  ['明天上午', '2026-03-03T09:00-12:00'],
  ['下午', '2026-03-02T13:00-18:00'],
  ['早上', '2026-03-03T07:00-09:00'],
  ['明晚', '2026-03-03T18:00-21:00'],
  ['中午吧', '2026-03-02T12:00-14:00'],
  ['周五晚上', '2026-03-06T18:00-21:00'],
  ['下午三点以后', '2026-03-02T15:00-18:00'],
  ['下午五点之前', '2026-03-02T13:00-17:00'],
  ['晚上七点以后都行', '2026-03-02T19:00-21:00'],
  ['明天十一点前', '2026-03-03T09:00-11:00'],
  ['上午不行，下午两点到四点', '2026-03-02T14:00-16:00'],
  ['周三三点到五点', '2026-03-04T15:00-17:00'],
  ['周三下午三点到五点有空', '2026-03-04T15:00-17:00'],
  ['上午到下午都可以', '2026-03-02T09:00-18:00'],
] as const;
const none = [
  '三点',
  '明天',
  '三到五万',
  '周一到周三',
  '一会儿',
  '便宜一点',
  '三号到五号',
  '三点五',
  '什么时候',
  '我考虑一下',
  '半小时',
];

it('a time range is judged by enough sentences', () => {
  expect(holding.length).toBeGreaterThanOrEqual(30);
  expect(none.length).toBeGreaterThanOrEqual((holding.length + none.length) / 5);
});

it.each(holding)('a time range in "%s" on a Monday at ten is %s', (text, wanted) => {
  expect(told(text)).toBe(wanted);
});

it.each(none)('a time range is not in "%s"', (text) => {
  expect(told(text)).toBeNull();
});

it('a time range is read back from what spokenTimeRange() says', () => {
  const morning = todayIn(mondayTen) - mondayTen.utcOffsetMinutes * minuteMs;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 1_438 }),
      fc.integer({ min: 1, max: 1_439 }),
      (days, from, until) => {
        const [first, last] = [Math.min(from, until), Math.max(from, until)];
        fc.pre(first < last);
        const iso = (minute: number): string => isoTime(morning + days * dayMs + minute * minuteMs, 480);
        const range = `${iso(first)}/${iso(last)}`;
        expect(findTimeRanges(spokenTimeRange(range, 480), mondayTen).map(({ value }) => value)).toEqual([range]);
      },
    ),
  );
});
