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
  const parsed = new Map<RawRecord, readonly string[]>();
  const together = quoted.length > 0 ? parseRecords(quoted.map(({ text }) => text).join('\n'), delimiter) : [];
  for (const [index, record] of quoted.entries()) {
    const cells = together?.length === quoted.length ? together[index] : alone(record, delimiter);
    if (cells) parsed.set(record, cells);
  }
  return records.map((record) => ({
    line: record.line,
    cells: parsed.get(record) ?? record.text.split(delimiter),
  }));
}

/** One record by itself; where even that is not one row, its quotes mean nothing. */
function alone(record: RawRecord, delimiter: string): readonly string[] | undefined {
  const rows = parseRecords(record.text, delimiter);
  return rows?.length === 1 ? rows[0] : undefined;
}

function parseRecords(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, { delimiter, relax_quotes: true, relax_column_count: true, record_delimiter: '\n' });
  } catch {
    return null;
  }
}
