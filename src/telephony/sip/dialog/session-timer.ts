import { field } from '../message/format-message.ts';
import { header, lists, type HeaderField, type SipMessage } from '../message/message.ts';
import { parseParameters } from '../message/parameters.ts';

/** How long a call may stand without a sign of life (RFC 4028), and the least we agree to. */
export interface SessionTimerPolicy {
  readonly intervalSec: number;
  readonly minSec: number;
}

/** Half an hour, and the least that RFC 4028 §4 allows. */
export const usualSessionTimer: SessionTimerPolicy = { intervalSec: 1_800, minSec: 90 };

/** What was agreed: who has to refresh within which time. */
export interface SessionTimer {
  readonly intervalSec: number;
  readonly refresher: 'local' | 'remote';
}

/** What a request or an answer says of session timers. */
interface TimerHeaders {
  readonly intervalSec: number | null;
  readonly refresher: 'uac' | 'uas' | null;
  readonly minSec: number;
  readonly supported: boolean;
}

function timerHeadersOf(message: SipMessage): TimerHeaders {
  const written = header(message, 'session-expires') ?? '';
  const [, seconds, rest = ''] = /^\s*(\d{1,9})\s*(;.*)?$/.exec(written) ?? [];
  const refresher = parseParameters(rest)?.get('refresher')?.toLowerCase();
  return {
    intervalSec: seconds === undefined ? null : Number(seconds),
    refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null,
    minSec: minSecOf(message) ?? 0,
    supported: lists(message, 'supported', 'timer') || lists(message, 'require', 'timer'),
  };
}

/** `Min-SE`, of a 422 above all. */
export function minSecOf(message: SipMessage): number | null {
  const [, seconds] = /^\s*(\d{1,9})\s*(?:;.*)?$/.exec(header(message, 'min-se') ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds);
}

/** What our INVITE or UPDATE says: as in `current`, as long as that is agreed. `minSec` is the most any 422 has asked for. */
export function timerRequest(policy: SessionTimerPolicy, minSec: number, current: SessionTimer | null): HeaderField[] {
  const leastSec = Math.max(policy.minSec, minSec);
  const intervalSec = Math.max(current?.intervalSec ?? policy.intervalSec, leastSec);
  const refresher = current ? `;refresher=${current.refresher === 'local' ? 'uac' : 'uas'}` : '';
  return [field('session-expires', `${intervalSec}${refresher}`), field('min-se', String(leastSec))];
}

/** What a 2xx to our request agrees to; without Session-Expires the session has no end (§7.2). */
export function timerAgreed(answer: SipMessage): SessionTimer | null {
  const { intervalSec, refresher } = timerHeadersOf(answer);
  if (intervalSec === null || intervalSec === 0) return null;
  return { intervalSec, refresher: refresher === 'uas' ? 'remote' : 'local' };
}

export type TimerAnswer =
  | { readonly kind: 'too-small'; readonly headers: readonly HeaderField[] }
  | { readonly kind: 'agreed'; readonly timer: SessionTimer | null; readonly headers: readonly HeaderField[] };

/**
 * What we answer to an INVITE or UPDATE of the peer (§9): 422 where it wants less than we agree to; else how long and who,
 * with the headers of the 2xx. A peer that knows no timers gets none, unless a proxy asked for it: then we refresh.
 */
export function timerAnswer(
  request: SipMessage,
  policy: SessionTimerPolicy,
  current: SessionTimer | null,
): TimerAnswer {
  const asked = timerHeadersOf(request);
  if (asked.intervalSec !== null && asked.intervalSec < policy.minSec && asked.supported)
    return { kind: 'too-small', headers: [field('min-se', String(policy.minSec))] };
  if (asked.intervalSec === null && !asked.supported && !current) return { kind: 'agreed', timer: null, headers: [] };
  const wantedSec = asked.intervalSec ?? current?.intervalSec ?? policy.intervalSec;
  const intervalSec = Math.max(wantedSec, asked.minSec, policy.minSec);
  const refresher = refresherOf(asked, current);
  const headers = [field('session-expires', `${intervalSec};refresher=${refresher === 'remote' ? 'uac' : 'uas'}`)];
  if (refresher === 'remote') headers.push(field('require', 'timer'));
  return { kind: 'agreed', timer: { intervalSec, refresher }, headers };
}

function refresherOf(asked: TimerHeaders, current: SessionTimer | null): 'local' | 'remote' {
  if (!asked.supported) return 'local';
  if (asked.refresher !== null) return asked.refresher === 'uac' ? 'remote' : 'local';
  return current?.refresher ?? 'remote';
}

/** When the refresher refreshes, and when the other gives up waiting and hangs up (§10). */
export function timerPoints(intervalSec: number): { readonly refreshMs: number; readonly byeMs: number } {
  return { refreshMs: intervalSec * 500, byeMs: (intervalSec - Math.min(32, intervalSec / 3)) * 1_000 };
}
