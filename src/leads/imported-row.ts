import type { PhoneProblem } from './read-phone-cell.ts';

/** Consent that stood in the list: where it came from and when it was given (ISO 8601, UTC). */
export interface ImportedConsent {
  readonly source: string;
  readonly atIso: string;
}

/** One good row. */
export interface ImportedRow {
  readonly line: number;
  /** E.164 or simulated. */
  readonly phone: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly consent?: ImportedConsent;
}

export type RowProblemReason = PhoneProblem | 'unreadable-characters' | 'cell-too-long' | 'consent-unclear';

/** What was wrong with a row: where, what stood there (numbers masked), and whether the row was kept all the same. */
export interface RowProblem {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: RowProblemReason;
  readonly kept: boolean;
}

/** What the import report says about a line: a problem of the row, or what it repeats. */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: LineProblemReason;
  /** For `duplicate-in-file`: the line that has the number first. */
  readonly firstLine: number | null;
  readonly kept: boolean;
}
export type LineProblemReason = RowProblemReason | 'duplicate-in-file' | 'duplicate-in-list';

/** What the operator reads beside a line, Chinese first. */
export const problemTexts: Readonly<Record<LineProblemReason, string>> = {
  'phone-missing': '没有号码 (no number)',
  'digits-lost': '表格软件把号码改成了科学计数法，位数已丢失，请把该列设为文本 (the spreadsheet rounded the number)',
  'several-numbers': '一个单元格里有多个号码，不能全部识别 (several numbers, not all readable)',
  'has-extension': '带分机号，无法直接呼叫 (has an extension)',
  'service-number': '服务号码，不是个人号码 (a service number)',
  'no-area-code': '固定电话缺少区号 (a landline without its area code)',
  'too-short': '位数太少 (too short)',
  'too-long': '位数太多 (too long)',
  'wrong-length': '手机号应为 11 位 (a mobile number has 11 digits)',
  'masked-number': '号码已被打码 (the number is masked)',
  'not-a-number': '不是有效号码 (not a valid number)',
  'unreadable-characters': '含有无法识别的字符 (unreadable characters)',
  'cell-too-long': '单元格超过 2000 字 (a cell of more than 2000 characters)',
  'consent-unclear': '授权来源或时间不完整，名单已导入但未记录授权 (consent incomplete: row kept, consent not)',
  'duplicate-in-file': '与本文件前面的行重复 (repeats an earlier line)',
  'duplicate-in-list': '名单中已有该号码 (already in the list)',
};
