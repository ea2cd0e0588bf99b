import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordCutter, type RawRecord } from './cut-records.ts';

function cut(text: string, pieceChars = text.length): RawRecord[] {
  const cutter = new RecordCutter();
  const records: RawRecord[] = [];
  for (let at = 0; at < text.length; at += pieceChars) records.push(...cutter.push(text.slice(at, at + pieceChars)));
  return [...records, ...cutter.end()];
}
const linesAndTexts = (records: RawRecord[]): [number, string][] => records.map(({ line, text }) => [line, text]);

describe('RecordCutter', () => {
  it.each(['\n', '\r\n', '\r'])('cuts at %j and counts lines over blank ones', (end) => {
    expect(linesAndTexts(cut(['a,b', '', '1,2', '  ', '3,4'].join(end)))).toEqual([
      [1, 'a,b'],
      [3, '1,2'],
      [5, '3,4'],
    ]);
  });

  it('keeps a quoted cell with line breaks in one record', () => {
    expect(linesAndTexts(cut('a,"b\nc\r\nd",e\nf'))).toEqual([
      [1, 'a,"b\nc\nd",e'],
      [4, 'f'],
    ]);
  });

  it('lets a quote that is never closed cost its own line alone', () => {
    const rows = Array.from({ length: 100 }, (_, index) => `row${index}`);
    rows[10] = '5" pipe';
    const records = cut(rows.join('\n'));
    expect(records.map(({ text }) => text)).toEqual(rows);
    expect(records.filter(({ literal }) => literal).map(({ line }) => line)).toEqual([11]);
  });

  it('gives up an open quote at the end of the file', () => {
    expect(cut('a\n"b\nc\nd')).toEqual([
      { line: 1, text: 'a', literal: false },
      { line: 2, text: '"b', literal: true },
      { line: 3, text: 'c', literal: false },
      { line: 4, text: 'd', literal: false },
    ]);
  });

  it('cuts an endless line and goes on after it', () => {
    const records = cut(`a\n${'x'.repeat(300_000)}\nb`, 64);
    expect(records.map(({ line, text }) => [line, text.length])).toEqual([
      [1, 1],
      [2, 65_536],
      [3, 1],
    ]);
  });

  it('gives the same records however the text is cut into pieces', () => {
    const text = fc.array(fc.constantFrom('a', ',', '"', '\n', '\r', '\r\n', '中'), { maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (parts, pieceChars) => {
        const whole = parts.join('');
        expect(cut(whole, pieceChars)).toEqual(cut(whole));
      }),
    );
  });
});
