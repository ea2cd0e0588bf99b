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

/** The lines of a cell that say anything. */
export const linesOfCell = (cell: string): readonly string[] =>
  cell
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
