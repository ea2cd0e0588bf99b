import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeEntity } from '../testing/entity-table.ts';
import { findPercentages, spokenPercentage } from './percentage.ts';

judgeEntity(
  { type: 'percentage' },
  `
  百分之三点五 → 3.5
  百分之三十 → 30
  百分之百 → 100
  百分之零点五 → 0.5
  百分之一百二 → 120
  百分之二十五左右 → 25
  百分之十几 → 10
  百分之三四十 → 30
  百分之三到五 → 3
  百分之负二 → -2
  千分之五 → 0.5
  万分之三 → 0.03
  三个点 → 3
  三个半点 → 3.5
  三个点半 → 3.5
  两个百分点 → 2
  零点五个点 → 0.5
  三到五个点 → 3
  七八个点 → 7
  3.5% → 3.5
  3%到5% → 3
  12% → 12
  三成 → 30
  三成五 → 35
  七成半 → 75
  八九成 → 80
  打八折 → 80
  八五折 → 85
  8.5折 → 85
  九五折吧 → 95
  七点五折 → 75
  95折 → 95
  对折 → 50
  半价 → 50
  四点二 → 4.2
  6 → 6
  不是三个点，是四个点 → 4
  年化四点五个点 → 4.5
  百分百满意
  百分之百放心
  快一点
  便宜点
  打折吗
  有折扣
  一成不变
  成功了
  三万块
  下午三点
  三个月
  几个点
  我说一你说二
  一米七二
  八成是骗子
  我考虑一下`,
);

it('a percentage is read back from what spokenPercentage() says', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (hundredths) => {
      const percent = hundredths / 100;
      expect(findPercentages(spokenPercentage(percent), false).map(({ value }) => value + 0)).toEqual([percent + 0]);
    }),
  );
});
