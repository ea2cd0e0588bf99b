import { CodedError } from '../foundation/errors.ts';
import type { ImportedRow, RowProblem } from './imported-row.ts';
import type { LeadFile, RowSlice } from './lead-file.ts';
import { mapColumns, type ColumnChoice, type ColumnMap } from './map-columns.ts';
import { readCsv } from './read-csv.ts';
import { readLeadRow } from './read-lead-row.ts';
import { readXlsx } from './read-xlsx.ts';

/** So many rows travel to the database together. */
export const rowsOfBatch = 5_000;

/** Or fewer, where rows are long: so much of the file at most. */
const bytesOfBatch = 8_000_000;

/** Part of a list, read and normalised; plain values, so that it can come from another thread. */
export interface LeadBatch {
  readonly rows: readonly ImportedRow[];
  readonly problems: readonly RowProblem[];
  /** Rows that were not empty, good and bad. */
  readonly readRows: number;
  readonly doneBytes: number;
}

/** Reads a list, whatever its format, in batches: the whole of an import but the database. */
export async function* prepareLeads(file: LeadFile, choice: ColumnChoice = {}): AsyncGenerator<LeadBatch> {
  let columns: ColumnMap | null = null;
  let batch = emptyBatch();
  let sawRow = false;
  let batchFrom = 0;
  for await (const slice of await slicesOf(file)) {
    for (const row of slice.rows) {
      if (!columns) {
        if (row.cells.every((cell) => cell.trim() === '')) continue;
        columns = mapColumns(row.cells, choice);
        if (columns.hasHeader) continue;
      }
      const reading = readLeadRow(row, columns);
      if (!reading) continue;
      sawRow = true;
      batch.readRows++;
      if (reading.row) batch.rows.push(reading.row);
      if (reading.problem) batch.problems.push(reading.problem);
    }
    batch.doneBytes = slice.doneBytes;
    if (batch.readRows >= rowsOfBatch || slice.doneBytes - batchFrom >= bytesOfBatch) {
      if (batch.readRows > 0) yield batch;
      batch = emptyBatch();
      batchFrom = slice.doneBytes;
    }
  }
  if (!sawRow) throw emptyFile(file, columns);
  if (batch.readRows > 0) yield { ...batch, doneBytes: file.sizeBytes };
}

interface GrowingBatch extends LeadBatch {
  rows: ImportedRow[];
  problems: RowProblem[];
  readRows: number;
  doneBytes: number;
}

const emptyBatch = (): GrowingBatch => ({ rows: [], problems: [], readRows: 0, doneBytes: 0 });

/** The format is what the first bytes say, not what the name says. */
async function slicesOf(file: LeadFile): Promise<AsyncIterable<RowSlice>> {
  const start = await firstBytes(file, 4);
  if (start === '504b0304') return readXlsx(file);
  if (start === 'd0cf11e0')
    throw new CodedError(
      'lead-file-old-workbook',
      `'${file.name}' is a workbook of the old XLS format; save it as XLSX or CSV`,
      { file: file.name },
    );
  return readCsv(file);
}

async function firstBytes(file: LeadFile, count: number): Promise<string> {
  for await (const chunk of file.open()) return Buffer.from(chunk.subarray(0, count)).toString('hex');
  return '';
}

function emptyFile(file: LeadFile, columns: ColumnMap | null): CodedError {
  const what = columns ? 'has a header and no row below it' : 'is empty';
  return new CodedError(
    'lead-file-empty',
    `'${file.name}' ${what}; a list needs a header with a phone column and one lead a line`,
    { file: file.name },
  );
}
