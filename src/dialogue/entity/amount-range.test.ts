import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mondayTen } from '../testing/converse.ts';
import { judgeEntity } from '../testing/entity-table.ts';
import { extractEntity } from './extract-entity.ts';
import { spokenValue } from './spoken-value.ts';

judgeEntity(
  { type: 'amount-range', unitYuan: 1 },
  `
  三到五万 → 30000/50000
  三万到五万 → 30000/50000
  三十到五十万 → 300000/500000
  3-5万 → 30000/50000
  3万~5万 → 30000/50000
  3w到5w → 30000/50000
  五百到八百 → 500/800
  五百到一万 → 500/10000
  三千到五千块 → 3000/5000
  三到五千 → 3000/5000
  一百到两百万 → 1000000/2000000
  一百万至两百万 → 1000000/2000000
  三四十万 → 300000/400000
  三五万 → 30000/50000
  七八百块 → 700/800
  两三千 → 2000/3000
  十七八万 → 170000/180000
  二三十块钱 → 20/30
  100到200元 → 100/200
  100元到200元 → 100/200
  一千五到两千 → 1500/2000
  八千到一万二 → 8000/12000
  一万到一万五吧 → 10000/15000
  大概五到十万 → 50000/100000
  预算二十到三十万之间 → 200000/300000
  从三万到六万 → 30000/60000
  五十块到一百块 → 50/100
  一亿到两亿 → 100000000/200000000
  5k-8k → 5000/8000
  ¥300-¥500 → 300/500
  不是三到五万，是五到八万 → 50000/80000
  两千五到三千五 → 2500/3500
  三十万
  五百块
  一千二
  三到五个人
  三点到五点
  周一到周三
  三号到五号
  百分之三到五
  一定
  三心二意`,
);

it('a range of money is read back from what spokenValue() says', () => {
  const range = { type: 'amount-range', unitYuan: 1 } as const;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 1, max: 99_999_999 }), (one, other) => {
      fc.pre(one !== other);
      const value = `${Math.min(one, other)}/${Math.max(one, other)}`;
      expect(extractEntity(range, spokenValue(range, value, mondayTen), 'asked', mondayTen)).toBe(value);
    }),
  );
});
