import { parse as parseCsv } from 'csv-parse/sync';
import { stringify } from 'yaml';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { csvByteOrderMark, csvLine } from '../../foundation/csv-text.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import { describeProblem, loadScriptFile } from '../load-script-file.ts';
import { inOrder } from './in-order.ts';
import { nodeSheet, nodeSheetName } from './node-sheet.ts';
import { readScriptSheets, scriptSheets } from './script-sheets.ts';
import { describeRowFault, type Sheet } from './sheet.ts';
import { readSheets, writeWorkbook } from './workbook.ts';

export const scriptFormats = ['yaml', 'json', 'xlsx', 'csv'] as const;
export type ScriptFormat = (typeof scriptFormats)[number];

/** The format that a file's name says; null for none of ours. */
export function formatOf(file: string): ScriptFormat | null {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase();
  return ending === 'yml' ? 'yaml' : (scriptFormats.find((format) => format === ending) ?? null);
}

/** A script as a file. The same document gives the same bytes; a CSV holds its nodes alone. */
export function exportScript(document: ScriptDocument, format: ScriptFormat): Uint8Array {
  switch (format) {
    case 'yaml':
      return Buffer.from(stringify(inOrder(document), { lineWidth: 0 }));
    case 'json':
      return Buffer.from(`${JSON.stringify(inOrder(document), null, 2)}\n`);
    case 'xlsx':
      return writeWorkbook(scriptSheets(document));
    case 'csv':
      return Buffer.from(csvByteOrderMark + nodeSheet(inOrder(document)).rows.map(csvLine).join(''));
  }
}

export interface ImportedScript {
  /** Null where the file makes no script at all. */
  readonly document: ScriptDocument | null;
  /** What could not be used, a line each, with where it stands: the rest is in the document. */
  readonly faults: readonly string[];
}

/** The text or bytes of a file as a script. `onto`: what a sheet does not speak of stays as it is there. */
export async function importScript(
  bytes: Uint8Array,
  file: string,
  onto: ScriptDocument | null,
): Promise<ImportedScript> {
  const format = formatOf(file);
  if (format === null)
    throw new CodedError('script-file-unreadable', `'${file}' is none of ${scriptFormats.join(', ')}`, { file });
  if (format === 'yaml' || format === 'json') {
    const { document, problems } = loadScriptFile(textOf(bytes));
    return { document, faults: problems.map((problem) => describeProblem(problem, file)) };
  }
  const sheets = format === 'xlsx' ? await readSheets(bytes, file) : [csvSheet(textOf(bytes), file)];
  const { document, faults } = readScriptSheets(sheets, onto);
  return { document, faults: faults.map((fault) => `${file}: ${describeRowFault(fault)}`) };
}

/** Spreadsheets of China write GB 18030 where they are not told otherwise. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function csvSheet(text: string, file: string): Sheet {
  try {
    const rows = parseCsv(text, { bom: true, relax_column_count: true, skip_empty_lines: false });
    return { name: nodeSheetName, rows: rows.map((row) => row.map(unguarded)) };
  } catch (error) {
    throw new CodedError('script-file-unreadable', `'${file}' cannot be read as CSV: ${messageOf(error)}`, { file });
  }
}

/** Takes away the quote that keeps a spreadsheet from running a cell, see `csvLine`. */
const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/u, '');
