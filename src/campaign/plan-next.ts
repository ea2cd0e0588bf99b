import type { CallOutcome, LeadGrade } from '../contract/call-outcome.ts';
import type { CampaignSettings } from '../contract/campaign-settings.ts';
import { anotherTime, type PersonsTimes } from './another-time.ts';

/** How one attempt ended, as far as planning cares. */
export interface AttemptEnd {
  readonly outcome: CallOutcome;
  /** When its INVITE left. */
  readonly dialedAtMs: number;
  readonly endedAtMs: number;
  readonly doNotCall: boolean;
  /** The customer asked to be called back; null for the time means "some time". */
  readonly callBack: { readonly wantedAtMs: number | null } | null;
  readonly grade: LeadGrade | null;
}

/** What a campaign remembers of a person: attempts that ended, by cause, this one included. */
export type EndedByCause = Readonly<Partial<Record<CallOutcome, number>>>;

export type NextStep =
  | { readonly state: 'done' }
  | {
      readonly state: 'waiting';
      readonly nextAttemptAtMs: number;
      readonly callBack: boolean;
      /** The customer or the campaign's settings named the time: no strategy moves it. */
      readonly timeIsGiven: boolean;
    };

type Policy = Pick<CampaignSettings, 'retry' | 'maxAttempts' | 'callBackAfterMs'>;

/**
 * What follows an attempt: silence for who asked for it, the time the customer named, or the cause's own interval or hour
 * while attempts are left. The gate still judges each of them when its time has come.
 */
export function planNext(policy: Policy, endedByCause: EndedByCause, end: AttemptEnd, times: PersonsTimes): NextStep {
  const attempts = Object.values(endedByCause).reduce((sum, count) => sum + count, 0);
  if (end.doNotCall || attempts >= policy.maxAttempts) return { state: 'done' };
  if (end.callBack) {
    const wantedAtMs = end.callBack.wantedAtMs ?? end.endedAtMs + policy.callBackAfterMs;
    return {
      state: 'waiting',
      nextAttemptAtMs: Math.max(wantedAtMs, end.endedAtMs),
      callBack: true,
      timeIsGiven: true,
    };
  }
  const rule = policy.retry[end.outcome];
  if (!rule || (endedByCause[end.outcome] ?? 0) > rule.max) return { state: 'done' };
  const nextAttemptAtMs =
    rule.again === undefined ? end.endedAtMs + (rule.afterMs ?? 0) : anotherTime(rule.again, end.endedAtMs, times);
  return { state: 'waiting', nextAttemptAtMs, callBack: false, timeIsGiven: rule.again === undefined };
}
