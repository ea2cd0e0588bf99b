import { parse } from 'csv-parse/sync';
import { RecordCutter, type RawRecord } from './cut-records.ts';
import type { LeadFile, RowSlice, SheetRow } from './lead-file.ts';
import { EncodingScan } from './text-encoding.ts';

/** So few that reading a slice never takes long. */
const rowsOfSlice = 250;
const delimiters = ['\t', ',', ';', '，'] as const;

/** Reads a CSV file in slices, in memory that does not grow with it. */
export async function* readCsv(file: LeadFile): AsyncGenerator<RowSlice> {
  const scan = new EncodingScan();
  for await (const chunk of file.open()) scan.push(chunk);
  const decoder = new TextDecoder(scan.decide());
  const cutter = new RecordCutter();
  let delimiter: string | null = null;
  let waiting: RawRecord[] = [];
  let doneBytes = 0;

  const slices = function* (everything: boolean): Generator<RowSlice> {
    const [first] = waiting;
    if (delimiter === null && first) {
      const named = /^sep=(.)$/i.exec(first.text.trim())?.[1];
      if (named) waiting.shift();
      delimiter = named ?? delimiterOf(first.text);
    }
    while (waiting.length >= (everything ? 1 : rowsOfSlice)) {
      const slice = waiting.slice(0, rowsOfSlice);
      waiting = waiting.slice(rowsOfSlice);
      yield { rows: rowsOf(slice, delimiter ?? ','), doneBytes };
    }
  };
  for await (const chunk of file.open()) {
    doneBytes += chunk.length;
    waiting.push(...cutter.push(decoder.decode(chunk, { stream: true })));
    yield* slices(false);
  }
  waiting.push(...cutter.push(decoder.decode()), ...cutter.end());
  yield* slices(true);
}

/** The delimiter that the header has most of; commas where it has none. */
function delimiterOf(header: string): string {
  const unquoted = header.replace(/"[^"]*"/g, '');
  let best: string = ',';
  let most = 0;
  for (const delimiter of delimiters) {
    const count = unquoted.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

/** Records without a quote are only split; the others are left to the parser, together. */
function rowsOf(records: readonly RawRecord[], delimiter: string): SheetRow[] {
  const quoted = records.filter(({ text, literal }) => !literal && text.includes('"'));
  const together = quoted.length > 0 ? parseRecords(quoted.map(({ text }) => text).join('\n'), delimiter) : [];
  const inStep = together?.length === quoted.length;
  const parsed = new Map(quoted.map((record, index) => [record, inStep ? together[index] : undefined]));
  return records.flatMap((record) => {
    const cells = parsed.get(record);
    if (cells) return [{ line: record.line, cells }];
    return parsed.has(record)
      ? rowsAlone(record, delimiter)
      : [{ line: record.line, cells: record.text.split(delimiter) }];
  });
}

/**
 * One record by itself. Stray quotes on two lines (5" pipe) look like one cell over all lines between them: where it is
 * no cell by the rules, each line is a row.
 */
function rowsAlone({ line, text }: RawRecord, delimiter: string): SheetRow[] {
  const whole = parseRecords(text, delimiter);
  if (whole?.length === 1) return whole.map((cells) => ({ line, cells }));
  return text.split('\n').map((row, index) => ({ line: line + index, cells: cellsOfLine(row, delimiter) }));
}

/** Cells in proper quotes lose them; other quotes stay as they stand. */
function cellsOfLine(row: string, delimiter: string): readonly string[] {
  const rows = parseRecords(row, delimiter, true);
  return rows?.length === 1 && rows[0] ? rows[0] : row.split(delimiter);
}

function parseRecords(text: string, delimiter: string, relaxed = false): string[][] | null {
  try {
    return parse(text, { delimiter, relax_quotes: relaxed, relax_column_count: true, record_delimiter: '\n' });
  } catch {
    return null;
  }
}
