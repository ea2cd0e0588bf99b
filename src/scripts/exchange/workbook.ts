import { escapeMarkup } from '../../foundation/escape-markup.ts';
import { strToU8, zipSync } from 'fflate';
import readWorkbook, { type SheetData } from 'read-excel-file/node';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Sheet } from './sheet.ts';

/** Sheets as an XLSX workbook (ECMA-376) of text alone: nothing that a spreadsheet would reckon with or run. */
export function writeWorkbook(sheets: readonly Sheet[]): Uint8Array {
  const numbered = sheets.map((sheet, index) => ({ ...sheet, at: index + 1 }));
  const types = numbered.map(
    ({ at }) =>
      `<Override PartName="/xl/worksheets/sheet${at}.xml" ContentType="${office}.spreadsheetml.worksheet+xml"/>`,
  );
  const names = numbered.map(({ at, name }) => `<sheet name="${escaped(name)}" sheetId="${at}" r:id="rId${at}"/>`);
  const parts = numbered.map(({ at }) => relation(at, 'worksheet', `worksheets/sheet${at}.xml`));
  const files: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${office}.spreadsheetml.sheet.main+xml"/>${types.join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships">${parts.join('')}</Relationships>`,
  };
  for (const { at, rows } of numbered)
    files[`xl/worksheets/sheet${at}.xml`] =
      `<worksheet xmlns="${main}"><sheetData>${rows.map(rowXml).join('')}</sheetData></worksheet>`;
  const entries = Object.entries(files).map(([name, xml]) => [name, strToU8(`${declaration}${xml}`)] as const);
  return zipSync(Object.fromEntries(entries));
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'application/vnd.openxmlformats-officedocument';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const relation = (id: number, type: string, target: string): string =>
  `<Relationship Id="rId${id}" Type="${relations}/${type}" Target="${target}"/>`;

function rowXml(cells: readonly string[], index: number): string {
  const written = cells.map((cell, column) =>
    cell === ''
      ? ''
      : `<c r="${columnName(column)}${index + 1}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`,
  );
  return `<row r="${index + 1}">${written.join('')}</row>`;
}

/** A, B, … Z, AA. */
function columnName(column: number): string {
  const letter = String.fromCodePoint(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

/** XML has no place for most control characters: they are left out. */
function escaped(text: string): string {
  return escapeMarkup(text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')).replaceAll(
    '\r',
    '&#13;',
  );
}

/** Every sheet of a workbook. Throws `script-file-unreadable` where the bytes are none. */
export async function readSheets(bytes: Uint8Array, file: string): Promise<readonly Sheet[]> {
  try {
    const sheets = await readWorkbook(Buffer.from(bytes), { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellText)) }));
  } catch (error) {
    throw new CodedError(
      'script-file-unreadable',
      `'${file}' cannot be read as an XLSX workbook: ${messageOf(error)}; save it again, or as CSV`,
      { file },
      error,
    );
  }
}

function cellText(cell: SheetData[number][number]): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}
