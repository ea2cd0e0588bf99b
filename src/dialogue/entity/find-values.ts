import type { Entity } from '../../contract/script-document.ts';
import { findAddresses } from './address.ts';
import { findAges } from './age.ts';
import { findAmounts } from './amount.ts';
import { findBankCards } from './bank-card.ts';
import { isoTime, todayIn, type TimeContext } from './calendar.ts';
import { findChoice } from './choice.ts';
import { findDateRanges, findDates } from './date.ts';
import { findDictatedDigits, findPhones } from './dictated-digits.ts';
import { findDurations } from './duration.ts';
import { findNumbers } from './find-numbers.ts';
import type { Found } from './found.ts';
import { findIdNumbers } from './id-number.ts';
import { findNames } from './personal-name.ts';
import { findPercentages } from './percentage.ts';
import { findTimeRanges } from './time-range.ts';
import { findTimes } from './time-phrase.ts';

/**
 * Every value of `entity` in a canonical text, as the string a slot keeps, in order of place. `asked`: the text answers the question for it,
 * so that bare numbers count; else only what cannot mean anything else. Yes-no slots are filled from intents, text slots with the whole
 * answer: of them nothing is found here.
 */
export function findValues(
  entity: Entity,
  text: string,
  asked: boolean,
  context: TimeContext,
): readonly Found<string>[] {
  switch (entity.type) {
    case 'choice': {
      const choice = findChoice(entity.values, text, asked);
      return choice === null ? [] : [choice];
    }
    case 'amount':
      return amountsIn(entity, text, asked).map(({ value: { least }, ...place }) => ({ ...place, value: yuan(least) }));
    case 'amount-range':
      return amountsIn(entity, text, asked).flatMap(({ value: { least, most }, ...place }) =>
        most === null ? [] : [{ ...place, value: `${yuan(least)}/${yuan(most)}` }],
      );
    case 'number':
      return numbersIn(entity, text, asked);
    case 'percentage':
      return findPercentages(text, asked)
        .filter(({ value }) => fits(entity, value))
        .map(written);
    case 'age':
      return findAges(text, new Date(todayIn(context)).getUTCFullYear(), asked)
        .filter(({ value }) => fits(entity, value))
        .map(written);
    case 'name':
      return findNames(text, asked);
    case 'digits':
      return asked ? findDictatedDigits(text) : [];
    case 'time':
      return findTimes(text, context, asked).map(({ value, ...place }) => ({
        ...place,
        value: isoTime(value.atMs, context.utcOffsetMinutes),
      }));
    case 'text':
    case 'yes-no':
      return [];
    default:
      return plainKinds[entity.type](text, context);
  }
}

type PlainKind = Extract<
  Entity['type'],
  'phone' | 'id-number' | 'bank-card' | 'time-range' | 'date' | 'date-range' | 'duration' | 'address'
>;

/** Kinds without settings of their own, that are known for what they are wherever they are said. */
const plainKinds: Readonly<Record<PlainKind, (text: string, context: TimeContext) => readonly Found<string>[]>> = {
  phone: findPhones,
  'id-number': findIdNumbers,
  'bank-card': findBankCards,
  'time-range': findTimeRanges,
  date: findDates,
  'date-range': findDateRanges,
  duration: findDurations,
  address: findAddresses,
};

/** With the unit that is counted, where one of them follows. */
function numbersIn(
  { units, min, max }: Extract<Entity, { type: 'number' }>,
  text: string,
  asked: boolean,
): readonly Found<string>[] {
  return findNumbers(text).flatMap(({ value, text: numerals, from, to }) => {
    // 俩 is 两个 in one word.
    const after = (/[俩仨]/.test(numerals) ? '个' : '') + text.slice(to);
    const unit = units.find((one) => after.startsWith(one) || (one === '个人' && /[俩仨]/.test(numerals)));
    if ((!asked && unit === undefined) || !fits({ min, max }, value)) return [];
    const length = unit !== undefined && text.startsWith(unit, to) ? unit.length : 0;
    return [{ value: String(value), from, to: to + length }];
  });
}

function amountsIn(
  { unitYuan, minYuan, maxYuan }: Extract<Entity, { type: 'amount' | 'amount-range' }>,
  text: string,
  asked: boolean,
): ReturnType<typeof findAmounts> {
  return findAmounts(text, asked ? unitYuan : null).filter(({ value: { least, most } }) =>
    [least, most ?? least].every((sum) => fits({ min: minYuan, max: maxYuan }, Math.round(sum))),
  );
}

function yuan(sum: number): string {
  return String(Math.round(sum));
}

function fits(
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
  value: number,
): boolean {
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

function written({ value, from, to }: Found<number>): Found<string> {
  return { value: String(value), from, to };
}
