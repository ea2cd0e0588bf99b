import { readSheet, type SheetData } from 'read-excel-file/node';
import { CodedError, messageOf } from '../foundation/errors.ts';
import type { LeadFile, RowSlice, SheetRow } from './lead-file.ts';

/** A workbook is unpacked in memory, unlike a CSV file: larger ones are to be saved as CSV. */
const maxWorkbookBytes = 40_000_000;
const rowsOfSlice = 250;

/** Reads the first sheet of an XLSX workbook in slices. */
export async function* readXlsx(file: LeadFile): AsyncGenerator<RowSlice> {
  if (file.sizeBytes > maxWorkbookBytes) throw workbookTooLarge(file);
  const rows = await firstSheet(file);
  for (let from = 0; from < rows.length; from += rowsOfSlice) {
    const until = Math.min(from + rowsOfSlice, rows.length);
    const slice: SheetRow[] = [];
    for (let index = from; index < until; index++) {
      slice.push({ line: index + 1, cells: (rows[index] ?? []).map(cellText) });
    }
    yield { rows: slice, doneBytes: Math.round((file.sizeBytes * until) / rows.length) };
  }
}

async function firstSheet(file: LeadFile): Promise<SheetData> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.open()) chunks.push(chunk);
  try {
    return await readSheet(Buffer.concat(chunks), { trim: false });
  } catch (error) {
    throw new CodedError(
      'lead-file-unreadable-workbook',
      `'${file.name}' begins like an XLSX workbook and cannot be read as one: ${messageOf(error)}; save it again or as CSV`,
      { file: file.name },
      error,
    );
  }
}

/** A phone typed as a number keeps all its digits; a date is written as people read it (workbook times have no zone). */
function cellText(cell: SheetData[number][number]): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
  return String(cell);
}

function workbookTooLarge(file: LeadFile): CodedError {
  return new CodedError(
    'lead-file-too-large-workbook',
    `'${file.name}' has ${file.sizeBytes} bytes; a workbook may have ${maxWorkbookBytes}, a CSV file any number: save it as CSV`,
    { file: file.name, sizeBytes: file.sizeBytes, maxBytes: maxWorkbookBytes },
  );
}
