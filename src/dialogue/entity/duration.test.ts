import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeEntity } from '../testing/entity-table.ts';
import { findDurations, spokenDuration } from './duration.ts';

judgeEntity(
  { type: 'duration' },
  `
  半小时 → PT30M
  半个小时吧 → PT30M
  一个小时 → PT1H
  一个半小时 → PT1H30M
  两小时三十分钟 → PT2H30M
  二十分钟 → PT20M
  十来分钟 → PT10M
  两三个小时 → PT2H
  1.5小时 → PT1H30M
  一刻钟 → PT15M
  三刻钟 → PT45M
  三十秒 → PT30S
  三天 → P3D
  两天半 → P2DT12H
  十几天 → P10D
  一周 → P7D
  两个星期 → P14D
  三个礼拜 → P21D
  半个月 → P15D
  一个月 → P1M
  一个半月 → P1M15D
  三个月左右 → P3M
  18个月 → P18M
  三五个月 → P3M
  半年 → P6M
  一年 → P1Y
  一年半 → P1Y6M
  两年半的 → P2Y6M
  一年零三个月 → P1Y3M
  一个多月 → P1M
  两个来月 → P2M
  小半年了 → P6M
  三到五年 → P3Y
  三年期 → P3Y
  二十年 → P20Y
  交十年 → P10Y
  30年 → P30Y
  十多年 → P10Y
  两个钟头 → PT2H
  不是三年，是五年 → P5Y
  一会儿
  半天没人接
  三天后
  两个小时以后
  二零二六年
  2025年
  八五年的
  三月五号
  一年三次
  三点
  三万
  天天打
  第三年
  一天到晚
  一次
  下半年
  十年前`,
);

it('a duration is read back from what spokenDuration() says', () => {
  const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
  const write = (value: number, unit: string): string => (value === 0 ? '' : `${value}${unit}`);
  fc.assert(
    fc.property(
      fc.tuple(upTo(99), upTo(30), upTo(60), upTo(48), upTo(120), upTo(120)),
      ([years, months, days, hours, minutes, seconds]) => {
        const time = write(hours, 'H') + write(minutes, 'M') + write(seconds, 'S');
        const duration = `P${write(years, 'Y')}${write(months, 'M')}${write(days, 'D')}${time === '' ? '' : `T${time}`}`;
        fc.pre(duration !== 'P');
        expect(findDurations(spokenDuration(duration)).map(({ value }) => value)).toEqual([duration]);
      },
    ),
  );
});
