import { describe, expect, it } from 'vitest';
import type { SheetRow } from './lead-file.ts';
import { readCsv } from './read-csv.ts';
import { memoryFile } from './testing/memory-file.ts';

async function rowsOf(content: string | Uint8Array): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const slice of readCsv(memoryFile(content))) rows.push(...slice.rows);
  return rows;
}
const cellsOf = async (content: string | Uint8Array): Promise<(readonly string[])[]> =>
  (await rowsOf(content)).map(({ cells }) => cells);

describe('readCsv', () => {
  it.each([
    ['comma', 'a,b\n1,2'],
    ['tab', 'a\tb\n1\t2'],
    ['semicolon', 'a;b\r\n1;2\r\n'],
    ['full-width comma', 'a，b\n1，2'],
    ['a sep= line', 'sep=|\na|b\n1|2'],
  ])('tells a %s', async (_name, text) => {
    expect(await cellsOf(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads quotes, doubled quotes, delimiters and line breaks in them', async () => {
    expect(await rowsOf('a,b\n"1,""x""\n2",3\n4,5" pipe\n6,"7"\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1,"x"\n2', '3'] },
      { line: 4, cells: ['4', '5" pipe'] },
      { line: 5, cells: ['6', '7'] },
    ]);
  });

  it('takes quotes that make no sense as they stand, on their line alone', async () => {
    expect(await rowsOf('a,b\n"x"y,1\n"p","q"\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['"x"y', '1'] },
      { line: 3, cells: ['p', 'q'] },
    ]);
  });

  it('loses no row between two cells with a quote inside', async () => {
    const rows = ['phone,size', '1,5" pipe', '2,plain', '3,6" pipe', '4,"a ""quoted"" cell"'];
    expect(await rowsOf(rows.join('\n'))).toEqual([
      { line: 1, cells: ['phone', 'size'] },
      { line: 2, cells: ['1', '5" pipe'] },
      { line: 3, cells: ['2', 'plain'] },
      { line: 4, cells: ['3', '6" pipe'] },
      { line: 5, cells: ['4', 'a "quoted" cell'] },
    ]);
  });

  it('loses no row where a cell that begins with a quote never ends', async () => {
    expect(await cellsOf('phone,note\n1,"open\n2,b\n3,c" d\n4,e')).toEqual([
      ['phone', 'note'],
      ['1', '"open'],
      ['2', 'b'],
      ['3', 'c" d'],
      ['4', 'e'],
    ]);
  });

  it('drops the byte order mark', async () => {
    expect(await cellsOf('\uFEFF手机号\n1')).toEqual([['手机号'], ['1']]);
  });

  it('reads GBK and UTF-16 cut anywhere', async () => {
    const gbk = Buffer.concat([
      Buffer.from('a,'),
      Buffer.from('d5c5c8fd', 'hex'),
      Buffer.from('\nb,'),
      Buffer.from('c0eecbc4', 'hex'),
    ]);
    expect(await cellsOf(gbk)).toEqual([
      ['a', '张三'],
      ['b', '李四'],
    ]);
    expect(await cellsOf(Buffer.from('\uFEFF手机\t名\r\n1\t张', 'utf16le'))).toEqual([
      ['手机', '名'],
      ['1', '张'],
    ]);
  });

  it('says how much of the file is done', async () => {
    const text = 'a,b\n' + '1,2\n'.repeat(1_000);
    const done: number[] = [];
    for await (const slice of readCsv(memoryFile(text))) done.push(slice.doneBytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(text.length);
  });
});
