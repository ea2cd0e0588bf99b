import type { ScriptDocument, Variable } from '../contract/script-document.ts';

/** What is wrong with a variable's value. */
export interface UnfitVariable {
  readonly name: string;
  /** `'abc' is no amount, e.g. 1280.50 or 3万元`. */
  readonly fault: string;
}

/** Which of a script's variables these values do not suit; empty where the script can be spoken with them. */
export function unfitVariables(
  { variables }: Pick<ScriptDocument, 'variables'>,
  values: Readonly<Record<string, string>>,
): readonly UnfitVariable[] {
  return Object.entries(variables).flatMap(([name, variable]) => {
    const given = Object.hasOwn(values, name) ? (values[name] ?? '').trim() : '';
    const fault = given === '' ? missing(variable) : faultOf(variable, given);
    return fault === null ? [] : [{ name, fault }];
  });
}

function missing({ required, default: usual }: Variable): string | null {
  return required && (usual === undefined || usual === '') ? 'has no value' : null;
}

/** Why a value is none of the variable's type, null where it is one. */
export function faultOf({ type, values }: Pick<Variable, 'type' | 'values'>, value: string): string | null {
  switch (type) {
    case 'text':
      return null;
    case 'number':
      return /^-?\d[\d,]*(\.\d+)?$/.test(value) ? null : `'${value}' is no number, e.g. 12 or 3.5`;
    case 'amount':
      return /^\d[\d,]*(\.\d+)?\s*(元|万元?|亿元?)?$/.test(value)
        ? null
        : `'${value}' is no amount, e.g. 1280.50 or 3万元`;
    case 'date':
      return isDate(value) ? null : `'${value}' is no date, e.g. 2026-03-02`;
    case 'phone':
      return /^\+?\d[\d -]{3,18}\d$/.test(value) ? null : `'${value}' is no telephone number`;
    case 'choice':
      return values.includes(value) ? null : `'${value}' is none of ${values.map((one) => `'${one}'`).join(', ')}`;
  }
}

/** A day of the calendar, as spreadsheets and people write it, with or without a time of day after it. */
function isDate(value: string): boolean {
  const [, year, month, day] = /^(\d{4})(?:-|\/|年)(\d{1,2})(?:-|\/|月)(\d{1,2})日?(?:[T ].*)?$/.exec(value) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
