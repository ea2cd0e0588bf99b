import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from './csv-text.ts';

describe('csvLine', () => {
  it('ends a line as RFC 4180 says and leaves nothing for what is absent', () => {
    expect(csvLine(['张三', 12, true, null, undefined])).toBe('张三,12,true,,\r\n');
  });

  it.each(['=1+1', '+8613812345678', '-2', '@sum', '\tx', '\r=1', '＝1+1'])(
    'lets no spreadsheet run %j as a formula',
    (text) => {
      expect(csvLine([text]).replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  it('keeps negative numbers as numbers', () => {
    expect(csvLine([-3.5])).toBe('-3.5\r\n');
  });

  it('is read back cell by cell by a parser nobody here wrote', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !/^[=+\-@\t\r\n＝＋－＠]/.test(value));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (cells) => {
        expect(parse(csvLine(cells), { record_delimiter: '\r\n' })).toEqual([cells]);
      }),
    );
  });
});
