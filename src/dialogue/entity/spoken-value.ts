import type { Entity } from '../../contract/script-document.ts';
import { spokenYuan } from '../../foundation/spoken-yuan.ts';
import { spokenBankCard } from './bank-card.ts';
import type { TimeContext } from './calendar.ts';
import { spokenDate, spokenDateRange } from './date.ts';
import { spokenDuration } from './duration.ts';
import { spokenIdNumber } from './id-number.ts';
import { spokenPercentage } from './percentage.ts';
import { spokenTime } from './time-phrase.ts';
import { spokenTimeRange } from './time-range.ts';

/**
 * A slot's value as the robot says it: 500000 → 50万元, an ISO time → 11月23日下午三点, a phone number in groups. What has not the form of its
 * type (a script may set any text) is said as it is.
 */
export function spokenValue(entity: Entity | undefined, value: string, context: TimeContext): string {
  if (entity === undefined || forms[entity.type]?.test(value) === false) return value;
  return spoken[entity.type]?.(value, context) ?? value;
}

type Speak = (value: string, context: TimeContext) => string;

/** Kinds that are not here are said as they are kept. */
const spoken: Readonly<Partial<Record<Entity['type'], Speak>>> = {
  amount: (value) => spokenYuan(Number(value)),
  'amount-range': (value) => value.split('/').map(Number).map(spokenYuan).join('到'),
  percentage: (value) => spokenPercentage(Number(value)),
  time: (value, { utcOffsetMinutes }) => spokenTime(Date.parse(value), utcOffsetMinutes),
  'time-range': (value, { utcOffsetMinutes }) => spokenTimeRange(value, utcOffsetMinutes),
  date: spokenDate,
  'date-range': spokenDateRange,
  duration: spokenDuration,
  phone: (value) => `${value.slice(0, 3)}，${value.slice(3, 7)}，${value.slice(7)}`,
  'id-number': spokenIdNumber,
  'bank-card': spokenBankCard,
  age: (value) => `${value}岁`,
  'yes-no': (value) => (value === 'yes' ? '是' : '否'),
};

const isoTimeForm = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d`;
const forms: Readonly<Partial<Record<Entity['type'], RegExp>>> = {
  amount: /^\d+(?:\.\d+)?$/,
  'amount-range': /^\d+\/\d+$/,
  percentage: /^-?\d+(?:\.\d+)?$/,
  time: new RegExp(`^${isoTimeForm}$`),
  'time-range': new RegExp(`^${isoTimeForm}/${isoTimeForm}$`),
  date: /^\d{4}-\d\d-\d\d$/,
  'date-range': /^\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d$/,
  duration: /^P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/,
  phone: /^\d{11}$/,
  'id-number': /^\d{17}[\dX]$/,
  'bank-card': /^\d{16,19}$/,
  age: /^\d+$/,
};
