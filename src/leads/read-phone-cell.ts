import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { e164Pattern, isSimulatedNumber } from '../contract/number-format.ts';

/** Why a cell is no number we may store. */
export type PhoneProblem =
  | 'phone-missing'
  /** A spreadsheet rounded it: 1.38E+10. */
  | 'digits-lost'
  /** Several numbers of which not all can be read. */
  | 'several-numbers'
  | 'has-extension'
  /** 95588, 10086, 400…: a company's own line, never a person. */
  | 'service-number'
  | 'no-area-code'
  | 'too-short'
  | 'too-long'
  /** Begins like a mainland mobile and has not 11 digits. */
  | 'wrong-length'
  /** 138****5678 */
  | 'masked-number'
  | 'not-a-number';

/** What one cell says: a number in E.164 and the others that stood beside it, or why there is none. */
export type PhoneReading =
  | { readonly ok: true; readonly phone: string; readonly others: readonly string[] }
  | { readonly ok: false; readonly problem: PhoneProblem };

type OneNumber = { readonly ok: true; readonly phone: string } | { readonly ok: false; readonly problem: PhoneProblem };

const plainMobile = /^1[3-9]\d{9}$/;
const prefixedMobile = /^(?:\+?86|0086|0)?(1[3-9]\d{9})$/;
const separators = /[/、,，;；|\n\t]|和|或/;
const mobilesInText = /(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g;
const exponent = /^(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})$/;
const serviceNumber = /^(?:\+?86|0)?(?:1\d{2,4}|12\d{3,4}|100\d{2,3}|9[56]\d{3,6}|[48]00\d{7})$/;
const badMobile = /^(?:\+?86|0086)?(1[3-9]\d*)$/;

const said = (problem: PhoneProblem): { readonly ok: false; readonly problem: PhoneProblem } => ({
  ok: false,
  problem,
});

/**
 * Reads the phone cell of a list. Mainland numbers need no country code; full-width digits, spaces, dashes, invisible
 * characters and what spreadsheets put around a number are understood. Of several numbers the first is the one to call.
 */
export function readPhoneCell(cell: string): PhoneReading {
  if (plainMobile.test(cell)) return { ok: true, phone: `+86${cell}`, others: [] };
  const text = tidy(cell);
  if (text === '') return said('phone-missing');
  const pieces = severalNumbers(text);
  if (!pieces) {
    const one = readOneNumber(text);
    return one.ok ? { ...one, others: [] } : one;
  }
  const phones = new Set<string>();
  for (const piece of pieces) {
    const one = readOneNumber(piece);
    if (!one.ok) return said('several-numbers');
    phones.add(one.phone);
  }
  const [phone, ...others] = phones;
  return phone === undefined ? said('phone-missing') : { ok: true, phone, others };
}

/** Half-width, without invisible characters (contacts copied from Windows carry U+202A), without Excel's text guards and `.0`. */
function tidy(cell: string): string {
  return cell
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'/, '')
    .replace(/^(\d+)\.0+$/, '$1')
    .trim();
}

/** The pieces of a cell with more than one number in it, or null. */
function severalNumbers(text: string): string[] | null {
  const pieces = text.split(separators).filter((piece) => piece.trim() !== '');
  if (pieces.length > 1) return pieces;
  const mobiles = text.match(mobilesInText) ?? [];
  return mobiles.length > 1 && text.replace(mobilesInText, '').trim() === '' ? mobiles : null;
}

function readOneNumber(text: string): OneNumber {
  const compact = text.replace(/[\s()._·‐‑–—−-]/g, '');
  const mobile = prefixedMobile.exec(compact)?.[1];
  if (mobile) return { ok: true, phone: `+86${mobile}` };
  const international = compact.replace(/^00/, '+');
  if (isSimulatedNumber(international)) return { ok: true, phone: international };
  const mantissa = exponent.exec(text.trim());
  if (mantissa) return readExponent(mantissa);
  return unusable(text, compact) ?? judgedByLibrary(text);
}

/** 1.3812345678E+10 still has all its digits; 1.38E+10 has lost most of them. */
function readExponent([, whole = '', fraction = '', power]: RegExpExecArray): OneNumber {
  return fraction.length === Number(power) ? readOneNumber(whole + fraction) : said('digits-lost');
}

/** What can be told without a numbering plan, in words more useful than "invalid". */
function unusable(text: string, compact: string): OneNumber | null {
  if (/\d\*{2,}|\*{2,}\d|\d[xX]{2,}/.test(compact)) return said('masked-number');
  if (/\d\s*(?:转|分机|ext|x|#)/i.test(text)) return said('has-extension');
  if (serviceNumber.test(compact)) return said('service-number');
  if (badMobile.test(compact) && compact.length > 8) return said('wrong-length');
  if (!/^\+?\d+$/.test(compact)) return said('not-a-number');
  const digits = compact.replace('+', '').length;
  if (digits < 7) return said('too-short');
  if (digits <= 8 && !/^[+0]/.test(compact)) return said('no-area-code');
  return digits > 17 ? said('too-long') : null;
}

function judgedByLibrary(text: string): OneNumber {
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: 'CN', extract: false });
  if (!parsed?.isValid() || !e164Pattern.test(parsed.number)) return said('not-a-number');
  return parsed.ext === undefined ? { ok: true, phone: parsed.number } : said('has-extension');
}
