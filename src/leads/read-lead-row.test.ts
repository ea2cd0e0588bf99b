import { describe, expect, it } from 'vitest';
import { mapColumns } from './map-columns.ts';
import { readLeadRow, readMoment } from './read-lead-row.ts';

const columns = mapColumns(['姓名', '手机号', '城市', '授权来源', '授权时间']);
const read = (...cells: string[]) => readLeadRow({ line: 7, cells }, columns);

describe('readLeadRow', () => {
  it('reads phone, name, attributes and consent', () => {
    expect(read(' 张三 ', '138 1234 5678', '杭州', '官网表单', '2026-01-02 10:00')).toEqual({
      row: {
        line: 7,
        phone: '+8613812345678',
        name: '张三',
        attributes: { 城市: '杭州' },
        consent: { source: '官网表单', atIso: '2026-01-02T02:00:00.000Z' },
      },
      problem: null,
    });
  });

  it('keeps the second number of a cell as an attribute', () => {
    expect(read('', '13812345678/13912345678')?.row).toEqual({
      line: 7,
      phone: '+8613812345678',
      name: null,
      attributes: { otherPhones: '+8613912345678' },
    });
  });

  it('keeps more cells than there are headers', () => {
    expect(read('', '13812345678', '', '', '', 'x')?.row?.attributes).toEqual({ column6: 'x' });
  });

  it('keeps the row and says so where consent has no time, no source or a time that is none', () => {
    for (const [source, at] of [
      ['表单', ''],
      ['', '2026-01-02'],
      ['表单', '昨天'],
      ['表单', '2026-02-30'],
    ] as const) {
      const reading = read('张三', '13812345678', '', source, at);
      expect(reading?.row?.consent).toBeUndefined();
      expect(reading?.problem).toMatchObject({ line: 7, column: '授权时间', reason: 'consent-unclear', kept: true });
    }
  });

  it('refuses a bad number with line, column and the value masked', () => {
    expect(read('张三', '138123456789')).toEqual({
      row: null,
      problem: { line: 7, column: '手机号', value: '1381****6789', reason: 'wrong-length', kept: false },
    });
  });

  it('refuses characters that could not be decoded, NUL and endless cells', () => {
    expect(read('张\uFFFD', '13812345678')?.problem).toMatchObject({ column: '姓名', reason: 'unreadable-characters' });
    expect(read('张\u0000', '13812345678')?.problem).toMatchObject({ column: '姓名', reason: 'unreadable-characters' });
    expect(read('x'.repeat(2_001), '13812345678')?.problem).toMatchObject({ reason: 'cell-too-long' });
  });

  it('does not see a row of empty cells', () => {
    expect(read('', ' ', '')).toBeNull();
  });
});

describe('readMoment', () => {
  it.each([
    ['2026-01-02', '2026-01-01T16:00:00.000Z'],
    ['2026/1/2 9:05', '2026-01-02T01:05:00.000Z'],
    ['2026年1月2日 9时5分', '2026-01-02T01:05:00.000Z'],
    ['2026.01.02 09:05:06', '2026-01-02T01:05:06.000Z'],
    ['2026-01-02T09:05:06Z', '2026-01-02T09:05:06.000Z'],
    ['2026-01-02T09:05:06.123+08:00', '2026-01-02T01:05:06.000Z'],
    ['2026-01-02T09:05:06-0500', '2026-01-02T14:05:06.000Z'],
  ])('reads %j as %s', (text, iso) => {
    expect(readMoment(text)).toBe(iso);
  });

  it.each(['', '46023', '2026-13-01', '2026-01-02 25:00', 'yesterday', '02/01/2026'])('does not guess %j', (text) => {
    expect(readMoment(text)).toBeNull();
  });
});
