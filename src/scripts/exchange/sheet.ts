/** A sheet as people keep it: a name, headers, and rows of text. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

/** Something of a sheet that could not be used; the rest was. */
export interface RowFault {
  readonly sheet: string;
  /** As spreadsheets count them: the headers are row 1. */
  readonly row: number;
  /** The header of the column; null where it is the whole row. */
  readonly column: string | null;
  readonly message: string;
}

/** `节点 row 12, 分支→去向: …`. */
export const describeRowFault = ({ sheet, row, column, message }: RowFault): string =>
  `${sheet} row ${row}${column === null ? '' : `, ${column}`}: ${message}`;

/** One row by its headers. */
export interface SheetRow {
  readonly row: number;
  cell(header: string): string;
  /** As it stands, blanks before and after it too. */
  exact(header: string): string;
}

/** The rows below the headers that say anything. A header that is not there reads as empty. */
export function rowsOf({ rows }: Sheet): readonly SheetRow[] {
  const [headers = [], ...below] = rows;
  const columns = new Map(headers.map((header, column) => [header.trim(), column]));
  return below.flatMap((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const exact = (header: string): string => cells[columns.get(header) ?? -1] ?? '';
    return [{ row: index + 2, exact, cell: (header: string) => exact(header).trim() }];
  });
}

/** A column for the authors' own notes: it is read by nobody. */
const notes = '备注';

/** The columns of a sheet that are none of `known`: a header that is spelt otherwise would lose all that stands below it. */
export function unknownColumns({ name: sheet, rows }: Sheet, known: readonly string[]): readonly RowFault[] {
  const headers = (rows[0] ?? []).map((header) => header.trim());
  return headers
    .filter((column) => column !== '' && column !== notes && !known.includes(column))
    .map((column) => ({
      sheet,
      row: 1,
      column,
      message: `nothing is read from it: the columns are ${known.join(', ')}, and ${notes} for notes`,
    }));
}

/** By its name the rows of each thing: its first, and those below that leave its name out or repeat it. */
export function rowsByName(sheet: Sheet, header: string): ReadonlyMap<string, readonly SheetRow[]> {
  const things = new Map<string, SheetRow[]>();
  let name = '';
  for (const row of rowsOf(sheet)) {
    name = row.cell(header) || name;
    const known = things.get(name);
    if (known === undefined) things.set(name, [row]);
    else known.push(row);
  }
  return things;
}

/** Of the rows of one thing those that say something in this column: who fills a column down repeats its first cell. */
export function sayingRows([head, ...below]: readonly SheetRow[], header: string): readonly SheetRow[] {
  return head === undefined ? [] : [head, ...below.filter((row) => row.cell(header) !== head.cell(header))];
}

/** The lines that the rows of one thing have in this column. */
export const linesOfRows = (rows: readonly SheetRow[], header: string): readonly string[] =>
  sayingRows(rows, header).flatMap((row) => linesOfCell(row.cell(header)));

/** What a thing has once is read in its first row: another value further down is told. */
export function saidOnce(
  sheet: string,
  rows: readonly SheetRow[],
  headers: readonly string[],
  faults: RowFault[],
): void {
  const first = rows[0]?.row ?? 1;
  for (const column of headers) {
    for (const row of sayingRows(rows, column).slice(1)) {
      if (row.cell(column) === '') continue;
      const message = `"${row.cell(column)}" is not read: this is read in row ${first}, where it begins`;
      faults.push({ sheet, row: row.row, column, message });
    }
  }
}

/** A spreadsheet cuts longer cells off, or calls the file broken. */
const longestCell = 30_000;

/** A text in as many cells as it needs, to be read one after another. */
export function cellsOfText(text: string): readonly string[] {
  if (text.length <= longestCell) return [text];
  // No character is cut in two.
  const end = text.codePointAt(longestCell - 1) ?? 0;
  const cut = end > 0xff_ff ? longestCell - 1 : longestCell;
  return [text.slice(0, cut), ...cellsOfText(text.slice(cut))];
}

/** A list in as many cells as it needs, a line each item. */
export function cellsOfList(list: readonly string[]): readonly string[] {
  const cells: string[] = [];
  for (const item of list) {
    const last = cells.at(-1);
    if (last !== undefined && last.length + item.length < longestCell) cells[cells.length - 1] = `${last}\n${item}`;
    else cells.push(item);
  }
  return cells;
}

/** The lines of a cell that say anything. */
export const linesOfCell = (cell: string): readonly string[] =>
  cell
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
