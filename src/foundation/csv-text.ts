/** Begins a CSV file that Excel must read as UTF-8. */
export const csvByteOrderMark = '\uFEFF';

/**
 * One line of CSV (RFC 4180) with its line end. A text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`,
 * tab or carriage return in front) gets a quote before it; numbers stay numbers.
 */
export function csvLine(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
