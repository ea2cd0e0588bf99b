import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mondayTen } from '../testing/converse.ts';
import { judgeEntity } from '../testing/entity-table.ts';
import { dayMs, isoDay, todayIn } from './calendar.ts';
import { findDateRanges, spokenDateRange } from './date.ts';

judgeEntity(
  { type: 'date-range' },
  `
  下周一到周三 → 2026-03-09/2026-03-11
  周一到周五 → 2026-03-02/2026-03-06
  周三至周五 → 2026-03-04/2026-03-06
  周六到周日 → 2026-03-07/2026-03-08
  周五到下周一 → 2026-03-06/2026-03-09
  下周三到下周五 → 2026-03-11/2026-03-13
  三号到五号 → 2026-03-03/2026-03-05
  三到五号 → 2026-03-03/2026-03-05
  1号到5号 → 2026-04-01/2026-04-05
  二十八号到三号 → 2026-03-28/2026-04-03
  3月5号到8号 → 2026-03-05/2026-03-08
  四月一号到五号 → 2026-04-01/2026-04-05
  四月一号到五月五号 → 2026-04-01/2026-05-05
  4月5日-4月10日 → 2026-04-05/2026-04-10
  2026年5月1日到5月5日 → 2026-05-01/2026-05-05
  下个月三号到六号 → 2026-04-03/2026-04-06
  明天到后天 → 2026-03-03/2026-03-04
  今天到周五 → 2026-03-02/2026-03-06
  今明两天 → 2026-03-02/2026-03-03
  明后两天 → 2026-03-03/2026-03-04
  这两天 → 2026-03-02/2026-03-03
  这几天都行 → 2026-03-02/2026-03-04
  周末 → 2026-03-07/2026-03-08
  下周末 → 2026-03-14/2026-03-15
  下周 → 2026-03-09/2026-03-15
  这周 → 2026-03-02/2026-03-08
  下个月 → 2026-04-01/2026-04-30
  这个月 → 2026-03-02/2026-03-31
  下旬 → 2026-03-21/2026-03-31
  下个月上旬 → 2026-04-01/2026-04-10
  月底 → 2026-03-21/2026-03-31
  三天之内 → 2026-03-02/2026-03-05
  一周以内 → 2026-03-02/2026-03-09
  未来三天 → 2026-03-02/2026-03-05
  国庆期间 → 2026-10-01/2026-10-07
  五一假期 → 2026-05-01/2026-05-05
  周三到周五不行，下周一到周三吧 → 2026-03-09/2026-03-11
  明天
  下周三
  五号
  三点到五点
  三到五万
  三天两头
  一会儿
  天天
  什么时候
  我考虑一下
  每周三`,
);

it('a stretch of days is read back from what spokenDateRange() says', () => {
  const today = todayIn(mondayTen);
  const isoOf = (days: number): string => isoDay(today + days * dayMs);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 300 }), (first, length) => {
      const range = `${isoOf(first)}/${isoOf(first + length)}`;
      expect(findDateRanges(spokenDateRange(range, mondayTen), mondayTen).map(({ value }) => value)).toEqual([range]);
    }),
  );
});
