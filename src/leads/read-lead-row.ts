import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import type { ImportedConsent, ImportedRow, RowProblem, RowProblemReason } from './imported-row.ts';
import type { SheetRow } from './lead-file.ts';
import type { ColumnMap } from './map-columns.ts';
import { readPhoneCell } from './read-phone-cell.ts';

const maxCellChars = 2_000;
/** Where a replacement character stands a byte could not be decoded; PostgreSQL takes neither NUL nor half a surrogate pair. By code
 * units first: they are looked through several times as fast as characters. */
const isUnreadable = (cell: string): boolean => /[\0\uFFFD\uD800-\uDFFF]/.test(cell) && /[\0\uFFFD\p{Cs}]/u.test(cell);

/** What a row says: a lead, what was wrong with it, or both. */
export interface LeadRowReading {
  readonly row: ImportedRow | null;
  readonly problem: RowProblem | null;
}

/** Reads one row of a list; null for a row of empty cells. */
export function readLeadRow(sheetRow: SheetRow, columns: ColumnMap): LeadRowReading | null {
  const { line, cells } = sheetRow;
  if (cells.every((cell) => cell.trim() === '')) return null;
  const problem = (index: number, reason: RowProblemReason, kept = false): RowProblem => ({
    line,
    column: columns.headers[index] ?? `column${index + 1}`,
    value: maskPhoneNumber((cells[index] ?? '').trim()).slice(0, 60),
    reason,
    kept,
  });
  const badCell = cells.findIndex((cell) => cell.length > maxCellChars || isUnreadable(cell));
  if (badCell >= 0) {
    const tooLong = (cells[badCell] ?? '').length > maxCellChars;
    return { row: null, problem: problem(badCell, tooLong ? 'cell-too-long' : 'unreadable-characters') };
  }
  const phone = readPhoneCell(cells[columns.phone] ?? '');
  if (!phone.ok) return { row: null, problem: problem(columns.phone, phone.problem) };
  const consent = readConsent(cells, columns);
  const name = columns.name === null ? '' : (cells[columns.name] ?? '').trim();
  const row: ImportedRow = {
    line,
    phone: phone.phone,
    name: name === '' ? null : name,
    attributes: attributesOf(cells, columns, phone.others),
    ...(consent && consent !== 'unclear' ? { consent } : {}),
  };
  const unclearAt = columns.consentAt ?? columns.consentSource ?? 0;
  return { row, problem: consent === 'unclear' ? problem(unclearAt, 'consent-unclear', true) : null };
}

function attributesOf(cells: readonly string[], columns: ColumnMap, otherPhones: readonly string[]) {
  const fields = new Set([columns.phone, columns.name, columns.consentSource, columns.consentAt]);
  const attributes: Record<string, string> = {};
  for (const [index, cell] of cells.entries()) {
    const value = cell.trim();
    if (value !== '' && !fields.has(index)) attributes[columns.headers[index] ?? `column${index + 1}`] = value;
  }
  if (otherPhones.length > 0) attributes['otherPhones'] = otherPhones.join(',');
  return attributes;
}

/** Both source and time, or nothing: half a consent proves none. */
function readConsent(cells: readonly string[], columns: ColumnMap): ImportedConsent | 'unclear' | null {
  const source = columns.consentSource === null ? '' : (cells[columns.consentSource] ?? '').trim();
  const at = columns.consentAt === null ? '' : (cells[columns.consentAt] ?? '').trim();
  if (source === '' && at === '') return null;
  const atIso = readMoment(at);
  return source === '' || atIso === null ? 'unclear' : { source, atIso };
}

const moment =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]\s*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?)?分?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** A day or a time as people write it in lists, in China's time where no zone stands, as ISO 8601 in UTC. */
export function readMoment(text: string): string | null {
  const parts = moment.exec(text.normalize('NFKC').trim());
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const wall = new Date(wallMs);
  const exists =
    wall.getUTCMonth() === month - 1 &&
    wall.getUTCDate() === day &&
    wall.getUTCHours() === hour &&
    wall.getUTCMinutes() === minute;
  return exists ? new Date(wallMs - offsetMinutes(parts[7]) * 60_000).toISOString() : null;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined) return 8 * 60;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
