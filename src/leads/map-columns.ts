import { CodedError } from '../foundation/errors.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { readPhoneCell } from './read-phone-cell.ts';

/** Which column of a list holds what; all others are attributes under their header. */
export interface ColumnMap {
  readonly phone: number;
  readonly name: number | null;
  readonly consentSource: number | null;
  readonly consentAt: number | null;
  readonly headers: readonly string[];
  /** False where the list has no header and its first line is a lead already. */
  readonly hasHeader: boolean;
}

export type LeadField = 'phone' | 'name' | 'consentSource' | 'consentAt';
/** What the operator said about the columns: field → header, in place of guessing. */
export type ColumnChoice = Partial<Readonly<Record<LeadField, string>>>;

/** Headers that mean a field, best first, as `plainHeader` writes them. */
const knownHeaders: Readonly<Record<LeadField, readonly string[]>> = {
  phone: [
    '手机号码',
    '手机号',
    '手机',
    '移动电话',
    '电话号码',
    '联系电话',
    '电话',
    '联系方式',
    '联系号码',
    '客户电话',
    '客户手机',
    '客户手机号',
    '被叫号码',
    '被叫',
    '号码',
    'mobilephone',
    'mobilenumber',
    'mobile',
    'phonenumber',
    'phone',
    'cellphone',
    'cell',
    'telephone',
    'tel',
    'contactnumber',
    'msisdn',
    'callee',
    'number',
  ],
  name: [
    '姓名',
    '客户姓名',
    '客户名称',
    '联系人',
    '联系人姓名',
    '名字',
    '客户',
    '称呼',
    '名称',
    'name',
    'fullname',
    'customername',
    'customer',
    'contactname',
    'contact',
  ],
  consentSource: [
    '授权来源',
    '同意来源',
    '授权方式',
    '授权渠道',
    '授权凭证',
    'consentsource',
    'consentvia',
    'consent',
    'optinsource',
  ],
  consentAt: [
    '授权时间',
    '同意时间',
    '授权日期',
    '同意日期',
    'consenttime',
    'consentat',
    'consentdate',
    'optinat',
    'optintime',
  ],
};

/** Finds the columns by their headers, Chinese or English, or by the operator's choice. */
export function mapColumns(firstRow: readonly string[], choice: ColumnChoice = {}): ColumnMap {
  const plain = firstRow.map(plainHeader);
  const find = (field: LeadField): number | null => {
    const chosen = choice[field];
    if (chosen !== undefined) return indexOfHeader(plain, [plainHeader(chosen)]);
    return indexOfHeader(plain, knownHeaders[field]);
  };
  const phone = find('phone');
  const others = { name: find('name'), consentSource: find('consentSource'), consentAt: find('consentAt') };
  if (phone !== null) return { phone, ...others, headers: namedApart(firstRow), hasHeader: true };
  const firstPhone = choice.phone === undefined ? firstRow.findIndex((cell) => readPhoneCell(cell).ok) : -1;
  if (firstPhone < 0) throw noPhoneColumn(firstRow, choice.phone);
  const headers = firstRow.map((_, index) => `column${index + 1}`);
  return { phone: firstPhone, name: null, consentSource: null, consentAt: null, headers, hasHeader: false };
}

/** 「手机 号*」, "Phone_Number" and "phone number (required)" are the headers they look like. */
function plainHeader(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/\(.*?\)|\[.*?\]|【.*?】/g, '')
    .replace(/[\p{Cf}\p{P}\p{S}\s]/gu, '')
    .toLowerCase();
}

function indexOfHeader(plain: readonly string[], wanted: readonly string[]): number | null {
  for (const header of wanted) {
    const index = plain.indexOf(header);
    if (header !== '' && index >= 0) return index;
  }
  return null;
}

/** Attribute names: trimmed headers; a missing one is named by its place, a repeated one numbered. */
function namedApart(headers: readonly string[]): string[] {
  const taken = new Set<string>();
  return headers.map((header, index) => {
    const base = header.replace(/\p{Cf}/gu, '').trim() || `column${index + 1}`;
    let name = base;
    for (let again = 2; taken.has(name); again++) name = `${base}${again}`;
    taken.add(name);
    return name;
  });
}

function noPhoneColumn(found: readonly string[], wanted: string | undefined): CodedError {
  const list = found.map((header) => `'${maskPhoneNumber(header.trim().slice(0, 40))}'`).join(', ');
  const missing = wanted === undefined ? "a phone column such as '手机号' or 'phone'" : `the column '${wanted}'`;
  return new CodedError('lead-file-without-phone-column', `the list lacks ${missing}; its columns are ${list}`, {
    columns: list,
  });
}
