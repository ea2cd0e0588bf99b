import type { IvrCondition } from '../../contract/ivr-document.ts';
import type { NamedCalendar } from '../../contract/route-settings.ts';
import { askCalendar } from '../routing/ask-calendar.ts';
import { valueOf } from './template.ts';

export interface ConditionFacts {
  readonly variables: Readonly<Record<string, string>>;
  readonly calendars: ReadonlyMap<string, NamedCalendar>;
  readonly wallMs: number;
}

/** Does `condition` hold now? A calendar that is not there says nothing. */
export function ivrConditionHolds(condition: IvrCondition, facts: ConditionFacts): boolean {
  if ('all' in condition) return condition.all.every((part) => ivrConditionHolds(part, facts));
  if ('any' in condition) return condition.any.some((part) => ivrConditionHolds(part, facts));
  if ('not' in condition) return !ivrConditionHolds(condition.not, facts);
  if ('calendar' in condition) {
    const calendar = facts.calendars.get(condition.calendar);
    const says = calendar && askCalendar(calendar, facts.wallMs).says;
    return says === condition.is || (condition.is === 'closed' && says === 'holiday');
  }
  return compares(valueOf(facts.variables, condition.variable), condition);
}

function compares(value: string, wanted: Extract<IvrCondition, { readonly variable: string }>): boolean {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return (
    (wanted.filled === undefined || wanted.filled === (value !== '')) &&
    (wanted.is === undefined || value === wanted.is) &&
    (wanted.oneOf === undefined || wanted.oneOf.includes(value)) &&
    (wanted.startsWith === undefined || value.startsWith(wanted.startsWith)) &&
    (wanted.atLeast === undefined || number >= wanted.atLeast) &&
    (wanted.atMost === undefined || number <= wanted.atMost)
  );
}
