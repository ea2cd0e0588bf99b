import { describe, expect, it } from 'vitest';
import { mapColumns } from './map-columns.ts';

describe('mapColumns', () => {
  it.each([
    [['姓名', '手机号', '城市'], 1, 0],
    [['客户姓名', '联系电话（必填）', '年龄'], 1, 0],
    [['Phone Number', 'Full_Name'], 0, 1],
    [['\uFEFFphone', 'name'], 0, 1],
    [['TEL', 'x'], 0, null],
    [['固话', '手 机 号*'], 1, null],
  ])('finds phone and name in %j', (headers, phone, name) => {
    expect(mapColumns(headers)).toMatchObject({ phone, name, hasHeader: true });
  });

  it('finds the columns of consent', () => {
    expect(mapColumns(['手机号', '授权来源', '授权时间'])).toMatchObject({ consentSource: 1, consentAt: 2 });
    expect(mapColumns(['phone', 'consent_source', 'consent time'])).toMatchObject({ consentSource: 1, consentAt: 2 });
  });

  it('prefers a mobile column to a telephone column', () => {
    expect(mapColumns(['电话', '手机号'])).toMatchObject({ phone: 1 });
  });

  it('does as the operator chose', () => {
    expect(mapColumns(['手机号', '备用手机', '昵称'], { phone: '备用手机', name: '昵称' })).toMatchObject({
      phone: 1,
      name: 2,
    });
  });

  it('says which columns it found when none is a phone column', () => {
    expect(() => mapColumns(['姓名', '城市'])).toThrow(
      "lacks a phone column such as '手机号' or 'phone'; its columns are '姓名', '城市'",
    );
    expect(() => mapColumns(['手机号'], { phone: '电话9' })).toThrow(
      "lacks the column '电话9'; its columns are '手机号'",
    );
  });

  it('shows no number in that message', () => {
    expect(() => mapColumns(['1381234567', '张三'])).toThrow("'13****4567'");
  });

  it('takes a list without a header by the first number in it', () => {
    expect(mapColumns(['张三', '13812345678'])).toMatchObject({
      phone: 1,
      hasHeader: false,
      headers: ['column1', 'column2'],
    });
  });

  it('names missing and repeated headers apart', () => {
    expect(mapColumns(['手机号', '备注', '', '备注', ' 备注 ']).headers).toEqual([
      '手机号',
      '备注',
      'column3',
      '备注2',
      '备注3',
    ]);
  });
});
