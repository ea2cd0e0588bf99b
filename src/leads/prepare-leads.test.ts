import { describe, expect, it } from 'vitest';
import type { LeadFile } from './lead-file.ts';
import { prepareLeads, type LeadBatch } from './prepare-leads.ts';
import { memoryFile } from './testing/memory-file.ts';
import { workbook } from './testing/workbook.ts';

async function batchesOf(file: LeadFile): Promise<LeadBatch[]> {
  const batches: LeadBatch[] = [];
  for await (const batch of prepareLeads(file)) batches.push(batch);
  return batches;
}
async function whole(file: LeadFile) {
  const batches = await batchesOf(file);
  return {
    rows: batches.flatMap(({ rows }) => rows),
    problems: batches.flatMap(({ problems }) => problems),
    readRows: batches.reduce((sum, { readRows }) => sum + readRows, 0),
  };
}
const mobile = (index: number): string => `138${String(index).padStart(8, '0')}`;

describe('prepareLeads', () => {
  it('wrong encoding: refuses a file that is neither UTF-8 nor GBK and says what to save it as', async () => {
    const latin = Buffer.from('phone,name\n13812345678,Jos\u00e9\n', 'latin1');
    await expect(whole(memoryFile(latin))).rejects.toMatchObject({
      code: 'lead-file-encoding-unknown',
      message: 'the list is neither UTF-8 nor GBK: line 2 fits neither; save it as "CSV UTF-8" or as XLSX',
    });
  });

  it('wrong encoding: a broken byte costs its own row alone', async () => {
    const good = '13812345678,张三李四王五\n'.repeat(3);
    const file = Buffer.concat([
      Buffer.from(`手机号,姓名\n${good}13912345678,李`),
      Buffer.from([0xff]),
      Buffer.from(`\n${good}`),
    ]);
    const { rows, problems } = await whole(memoryFile(file));
    expect(rows).toHaveLength(6);
    expect(problems).toEqual([
      { line: 5, column: '姓名', value: '李\uFFFD', reason: 'unreadable-characters', kept: false },
    ]);
  });

  it('missing phone column: names the columns it found', async () => {
    await expect(whole(memoryFile('姓名,城市\n张三,杭州\n'))).rejects.toMatchObject({
      code: 'lead-file-without-phone-column',
      message: "the list lacks a phone column such as '手机号' or 'phone'; its columns are '姓名', '城市'",
    });
  });

  it('5 bad numbers in 1000: keeps 995 and says where the five stand', async () => {
    const bad = new Map([
      [10, '1.38E+10'],
      [200, '10086'],
      [500, ''],
      [501, '1381234567'],
      [1_000, '没有'],
    ]);
    const lines = Array.from({ length: 1_000 }, (_, index) => `${bad.get(index + 1) ?? mobile(index)},客户${index}`);
    const { rows, problems, readRows } = await whole(
      memoryFile(`手机号,姓名\r\n${lines.join('\r\n')}`, 'a.csv', 1_000),
    );
    expect(readRows).toBe(1_000);
    expect(rows).toHaveLength(995);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [11, 'digits-lost'],
      [201, 'service-number'],
      [501, 'phone-missing'],
      [502, 'wrong-length'],
      [1_001, 'not-a-number'],
    ]);
  });

  it.each([
    ['of no bytes', ''],
    ['of blank lines', '\n \n'],
    ['of a byte order mark', '\uFEFF'],
  ])('empty file: refuses a file %s', async (_name, text) => {
    await expect(whole(memoryFile(text))).rejects.toMatchObject({
      code: 'lead-file-empty',
      message: "'list.csv' is empty; a list needs a header with a phone column and one lead a line",
    });
  });

  it('empty file: refuses a header with nothing below it', async () => {
    await expect(whole(memoryFile('手机号,姓名\n,,\n'))).rejects.toThrow("'list.csv' has a header and no row below it");
  });

  it('reads a list without a header from its first line on', async () => {
    const { rows } = await whole(memoryFile('13812345678\n13912345678\n'));
    expect(rows.map(({ line, phone }) => [line, phone])).toEqual([
      [1, '+8613812345678'],
      [2, '+8613912345678'],
    ]);
  });

  it('reads GBK in tabs', async () => {
    const gbk = Buffer.from('cad6bbfabac509d0d5c3fb0a313338313233343536373809d5c5c8fd0a', 'hex');
    expect((await whole(memoryFile(gbk))).rows).toEqual([
      { line: 2, phone: '+8613812345678', name: '张三', attributes: {} },
    ]);
  });

  it('reads a workbook whatever its name: numbers as numbers, dates, gaps, lines', async () => {
    const file = memoryFile(
      workbook([
        ['姓名', '手机号', '生日', '额度'],
        ['张三', 13812345678, { date: 45_000 }, 1.5],
        [null, null, null, null],
        ['李四', '139 1234 5678', null, null],
        ['王五', 10086, null, null],
      ]),
      'leads.csv',
      500,
    );
    const { rows, problems } = await whole(file);
    expect(rows).toEqual([
      { line: 2, phone: '+8613812345678', name: '张三', attributes: { 生日: '2023-03-15', 额度: '1.5' } },
      { line: 4, phone: '+8613912345678', name: '李四', attributes: {} },
    ]);
    expect(problems).toMatchObject([{ line: 5, column: '手机号', value: '10086', reason: 'service-number' }]);
  });

  it('refuses a broken workbook, a huge one and one of the old format in words', async () => {
    const broken = workbook([['手机号'], ['1']]).subarray(0, 300);
    await expect(whole(memoryFile(broken, 'a.xlsx'))).rejects.toMatchObject({ code: 'lead-file-unreadable-workbook' });
    const huge = { ...memoryFile(workbook([['手机号']]), 'a.xlsx'), sizeBytes: 50_000_000 };
    await expect(whole(huge)).rejects.toMatchObject({ code: 'lead-file-too-large-workbook' });
    const old = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    await expect(whole(memoryFile(old, 'a.xls'))).rejects.toThrow(/old XLS format; save it as XLSX or CSV/);
  });
});
