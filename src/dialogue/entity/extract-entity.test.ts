import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity } from '../../contract/script-document.ts';
import { spokenYuan } from '../../foundation/spoken-yuan.ts';
import { extractEntity, type ExtractionMode } from './extract-entity.ts';
import { spokenTime } from './time-phrase.ts';
import { spokenValue } from './spoken-value.ts';

/** A Monday, ten in the morning in China. */
const context = { nowMs: Date.parse('2026-03-02T10:00:00+08:00'), utcOffsetMinutes: 480 };
const extract = (entity: Entity, text: string, mode: ExtractionMode = 'asked'): string | null =>
  extractEntity(entity, text, mode, context);

describe('an amount', () => {
  const cover: Entity = { type: 'amount', unitYuan: 10_000, minYuan: 10_000, maxYuan: 10_000_000 };
  const price: Entity = { type: 'amount', unitYuan: 1 };

  it.each([
    ['三十万', '300000'],
    ['三十万吧', '300000'],
    ['50万', '500000'],
    ['五十万保额', '500000'],
    ['我想要一百万的', '1000000'],
    ['三十', '300000'],
    ['50', '500000'],
    ['500000', '500000'],
    ['二十多万吧', '200000'],
    ['三四十万', '300000'],
    ['十几万就行', '100000'],
    ['三十五万', '350000'],
    ['不是五十万，是三十万', '300000'],
    ['不是五十万是三十万', '300000'],
    ['不是，我说的是三十万', '300000'],
    ['不要五十万，要二十万', '200000'],
    ['五十万，不对，三十万', '300000'],
    ['50w', '500000'],
    ['三十万块钱', '300000'],
    ['两百万', '2000000'],
    ['差不多八十万', '800000'],
    ['五十万左右', '500000'],
    ['嗯，那就二十万', '200000'],
    ['1.5万', '15000'],
    ['三万五', '35000'],
  ])('of cover in "%s" is %s', (text, value) => {
    expect(extract(cover, text)).toBe(value);
  });

  it.each([
    ['五百来块', '500'],
    ['一千二', '1200'],
    ['一千二百块', '1200'],
    ['十块钱', '10'],
    ['3000元', '3000'],
    ['两百五', '250'],
    ['1,200', '1200'],
    ['5k', '5000'],
  ])('of money in "%s" is %s', (text, value) => {
    expect(extract(price, text)).toBe(value);
  });

  it.each([
    '五块',
    '两千万',
    '不要三十万',
    '我考虑一下',
    '三个人',
    '下午三点',
    '等一下',
    '便宜一点',
    '多少钱',
    '我三十五岁',
    '一样的',
    '周三',
    '有三十万的吗',
    '十二号',
  ])('is not in "%s"', (text) => {
    expect(extract(cover, text)).toBeNull();
  });

  it('counts in a question only where nothing better was understood', () => {
    expect(extract(cover, '三十万可以吗')).toBeNull();
    expect(extract(cover, '三十万可以吗', 'asked-loosely')).toBe('300000');
  });

  it('needs its unit when it is said in passing', () => {
    expect(extract(cover, '给我来五十', 'in-passing')).toBeNull();
    expect(extract(cover, '给我来五十万', 'in-passing')).toBe('500000');
  });

  it('reads back what spokenYuan() says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (yuan) => {
        expect(extract(price, spokenYuan(yuan))).toBe(String(yuan));
      }),
    );
  });
});

describe('a choice', () => {
  const product: Entity = {
    type: 'choice',
    values: {
      重疾险: ['重疾', '大病险', '第一个', '1'],
      医疗险: ['医疗', '百万医疗', '第二个', '2'],
      意外险: ['意外'],
    },
  };

  it.each([
    ['重疾险', '重疾险'],
    ['我想了解一下重疾', '重疾险'],
    ['百万医疗那个', '医疗险'],
    ['第二个吧', '医疗险'],
    ['1', '重疾险'],
    ['不要重疾险，要医疗险', '医疗险'],
    ['不是重疾是医疗', '医疗险'],
    ['医疗险，多少钱', '医疗险'],
  ])('in "%s" is %s', (text, value) => {
    expect(extract(product, text)).toBe(value);
  });

  it.each(['不要重疾险', '重疾险和医疗险', '重疾险是什么', '随便', '1个人', '我有医疗险吗'])(
    'is not in "%s"',
    (text) => {
      expect(extract(product, text)).toBeNull();
    },
  );
});

describe('a time', () => {
  const time: Entity = { type: 'time' };

  it.each([
    ['明天下午三点', '2026-03-03T15:00'],
    ['明天下午三点半', '2026-03-03T15:30'],
    ['下午两点一刻', '2026-03-02T14:15'],
    ['晚上', '2026-03-02T19:30'],
    ['今天晚上八点', '2026-03-02T20:00'],
    ['半小时以后', '2026-03-02T10:30'],
    ['过半个小时', '2026-03-02T10:30'],
    ['两个小时后', '2026-03-02T12:00'],
    ['一个半小时以后', '2026-03-02T11:30'],
    ['过二十分钟', '2026-03-02T10:20'],
    ['过两天', '2026-03-04T10:00'],
    ['三天后', '2026-03-05T10:00'],
    ['后天上午', '2026-03-04T10:00'],
    ['大后天', '2026-03-05T10:00'],
    ['周三', '2026-03-04T10:00'],
    ['下周三下午三点半', '2026-03-11T15:30'],
    ['周末', '2026-03-07T10:00'],
    ['星期天下午', '2026-03-08T15:00'],
    ['五号上午十点', '2026-03-05T10:00'],
    ['一号', '2026-04-01T10:00'],
    ['4月5日', '2026-04-05T10:00'],
    ['十二月三号', '2026-12-03T10:00'],
    ['一月三号', '2027-01-03T10:00'],
    ['下个月八号', '2026-04-08T10:00'],
    ['三点', '2026-03-02T15:00'],
    ['九点', '2026-03-03T09:00'],
    ['15:20', '2026-03-02T15:20'],
    ['中午', '2026-03-02T12:30'],
    ['中午十二点', '2026-03-02T12:00'],
    ['明天早上九点', '2026-03-03T09:00'],
    ['一会儿', '2026-03-02T11:00'],
    ['晚点再打吧', '2026-03-02T11:00'],
    ['下午一点', '2026-03-02T13:00'],
    ['明晚', '2026-03-03T19:30'],
    ['下周', '2026-03-09T10:00'],
    ['改天吧', '2026-03-05T10:00'],
    ['明天十点二十', '2026-03-03T10:20'],
    ['后天下午三点零五分', '2026-03-04T15:05'],
    ['十五天后', '2026-03-17T10:00'],
  ])('"%s" on Monday at ten is %s', (text, wanted) => {
    expect(extract(time, text)).toBe(`${wanted}:00+08:00`);
  });

  it.each(['便宜一点', '快一点', '好的', '三十万', '我考虑一下', '重疾险', '什么时候', '没空', '一样'])(
    'is not in "%s"',
    (text) => {
      expect(extract(time, text)).toBeNull();
    },
  );

  it('is read back from what spokenTime() says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 * 24 * 60 }), (minutes) => {
        const atMs = context.nowMs + minutes * 60_000;
        expect(Date.parse(extract(time, spokenTime(atMs, 480)) ?? '')).toBe(atMs);
      }),
    );
  });
});

describe('a time that is corrected', () => {
  const friday = { ...context, correctedMs: Date.parse('2026-03-06T14:00:00+08:00') };

  it.each([
    ['不对，四点', '2026-03-06T16:00'],
    ['上午十点半', '2026-03-06T10:30'],
    ['上午吧', '2026-03-06T10:00'],
    ['不对，周六', '2026-03-07T14:00'],
    ['改成明天下午三点', '2026-03-03T15:00'],
  ])('in "%s" is %s', (text, time) => {
    expect(extractEntity({ type: 'time' }, text, 'asked', friday)?.slice(0, 16)).toBe(time);
  });
});

describe('a number', () => {
  const people: Entity = { type: 'number', min: 1, max: 20, units: ['位', '个人'] };
  it.each([
    ['三个人', '3'],
    ['两位', '2'],
    ['就我一个', '1'],
    ['我们俩', '2'],
    ['我和我老婆两个人', '2'],
    ['5', '5'],
    ['十二个', '12'],
    ['一家三口', '3'],
    ['不是三个，是四个', '4'],
  ])('of people in "%s" is %s', (text, value) => {
    expect(extract(people, text)).toBe(value);
  });
  it.each(['不知道', '一起去', '一百个人', '等一下', '几个人'])('is not in "%s"', (text) => {
    expect(extract(people, text)).toBeNull();
  });
});

describe('a number in passing', () => {
  it('needs one of its units', () => {
    const people: Entity = { type: 'number', units: ['位', '个人'] };
    expect(extract(people, '我们三个人下午两点到', 'in-passing')).toBe('3');
    expect(extract(people, '下午两点到', 'in-passing')).toBeNull();
  });
});

describe('digits', () => {
  it.each([
    ['我的号码是幺三八零零幺三八零零零', '13800138000'],
    ['138 0013 8000', '13800138000'],
    ['一三八，零零一三，八零零零', '13800138000'],
    ['010-88886666', '01088886666'],
  ])('of a phone in "%s" are %s', (text, value) => {
    expect(extract({ type: 'phone' }, text)).toBe(value);
  });
  it.each(['幺三八零零', '12345678901', '没有', '三十万'])('of a phone are not in "%s"', (text) => {
    expect(extract({ type: 'phone' }, text)).toBeNull();
  });
  it('of a code are read whatever their number', () => {
    expect(extract({ type: 'digits' }, '验证码是五六七八')).toBe('5678');
    expect(extract({ type: 'digits' }, '我没收到')).toBeNull();
  });
});

describe('spokenValue()', () => {
  it.each([
    [{ type: 'amount', unitYuan: 1 }, '500000', '50万元'],
    [{ type: 'amount', unitYuan: 1 }, '12000', '1.2万元'],
    [{ type: 'amount', unitYuan: 1 }, '1250', '1250元'],
    [{ type: 'amount', unitYuan: 1 }, '200000000', '2亿元'],
    [{ type: 'time' }, '2026-03-03T15:30:00+08:00', '3月3日下午三点半'],
    [{ type: 'time' }, '2026-03-03T14:05:00+08:00', '3月3日下午两点零五分'],
    [{ type: 'phone' }, '13800138000', '138，0013，8000'],
    [{ type: 'yes-no' }, 'yes', '是'],
    [{ type: 'amount-range', unitYuan: 1 }, '30000/50000', '3万元到5万元'],
    [{ type: 'percentage' }, '3.5', '百分之三点五'],
    [{ type: 'date' }, '2026-03-11', '3月11日'],
    [{ type: 'date' }, '2027-03-11', '2027年3月11日'],
    [{ type: 'date' }, '2026-03-01', '2026年3月1日'],
    [{ type: 'date-range' }, '2026-03-09/2026-03-11', '3月9日到3月11日'],
    [{ type: 'time-range' }, '2026-03-03T15:00:00+08:00/2026-03-03T17:00:00+08:00', '3月3日下午三点到下午五点'],
    [{ type: 'duration' }, 'PT1H30M', '一小时三十分钟'],
    [{ type: 'duration' }, 'P2Y6M', '两年六个月'],
    [{ type: 'id-number' }, '11010519491231109X', '110105，1949，1231，109X'],
    [{ type: 'bank-card' }, '6222021234567890128', '尾号0128'],
    [{ type: 'age' }, '35', '35岁'],
    [{ type: 'name' }, '张伟', '张伟'],
    [{ type: 'address' }, '广东省深圳市', '广东省深圳市'],
    [{ type: 'date' }, 'soon', 'soon'],
    [{ type: 'duration' }, 'P', 'P'],
    [{ type: 'bank-card' }, '0128', '0128'],
    [{ type: 'text' }, '张三', '张三'],
    [{ type: 'time' }, 'soon', 'soon'],
    [{ type: 'amount', unitYuan: 1 }, 'much', 'much'],
  ] as const)('of %o says %s as %s', (entity, value, spoken) => {
    expect(spokenValue(entity, value, context)).toBe(spoken);
  });
});
