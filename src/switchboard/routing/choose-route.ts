import type { CallTarget } from '../../contract/call-target.ts';
import type { NamedCalendar, Route } from '../../contract/route-settings.ts';
import { maskPhoneNumber } from '../../foundation/mask-phone-number.ts';
import { askCalendar } from './ask-calendar.ts';
import { callTargetText } from './call-target-text.ts';
import { firstMatch } from './dial-pattern.ts';

/** What is known of a call when it must be led somewhere. */
export interface RoutedCall {
  /** As it was dialed: a trunk's number in E.164, or what an extension pressed. */
  readonly dialed: string;
  readonly caller: string;
  /** The trunk it came in by, or `extension`. */
  readonly from: string;
}

export type RouteChoice =
  | { readonly route: Route; readonly to: CallTarget; readonly why: readonly string[] }
  /** No route is for this call: it is led nowhere. */
  | { readonly route: null; readonly to: null; readonly why: readonly string[] };

/**
 * Where a call goes: the first route of which every condition holds. `why` has one line for each route that was looked
 * at, numbers masked. A route whose calendar is gone does not match.
 */
export function chooseRoute(
  call: RoutedCall,
  routes: readonly Route[],
  calendars: readonly NamedCalendar[],
  nowMs: number,
): RouteChoice {
  const why: string[] = [];
  for (const route of routes) {
    const { holds, because } = judge(call, route, calendars, nowMs);
    if (holds) {
      why.push(`route '${route.name}' leads to ${callTargetText(route.to)}: ${because}`);
      return { route, to: route.to, why };
    }
    why.push(`route '${route.name}' is not for it: ${because}`);
  }
  why.push(`no route is for ${maskPhoneNumber(call.dialed)} by ${call.from}`);
  return { route: null, to: null, why };
}

interface Judgement {
  readonly holds: boolean;
  readonly because: string;
}

function judge(
  { dialed, caller, from }: RoutedCall,
  route: Route,
  calendars: readonly NamedCalendar[],
  nowMs: number,
): Judgement {
  const reasons: string[] = [];
  if (route.from.length > 0 && !route.from.includes(from)) return not(`it came by ${from}`);
  if (route.from.length > 0) reasons.push(`by ${from}`);
  for (const [word, patterns, number] of [
    ['dialed', route.dialed, dialed],
    ['caller', route.caller, caller],
  ] as const) {
    if (patterns.length === 0) continue;
    const pattern = firstMatch(patterns, number);
    if (pattern === undefined) return not(`${word} ${maskPhoneNumber(number)} is none of ${patterns.join(', ')}`);
    reasons.push(`${word} ${maskPhoneNumber(number)} is ${pattern}`);
  }
  if (route.when) {
    const { calendar: name, is } = route.when;
    const calendar = calendars.find((one) => one.name === name);
    if (!calendar) return not(`there is no calendar '${name}'`);
    const { says, because } = askCalendar(calendar, nowMs);
    const text = `calendar '${name}' is ${says} (${because})`;
    if (is === says || (is === 'closed' && says === 'holiday')) reasons.push(text);
    else return not(text);
  }
  return { holds: true, because: reasons.length === 0 ? 'it takes every call' : reasons.join('; ') };
}

const not = (because: string): Judgement => ({ holds: false, because });
