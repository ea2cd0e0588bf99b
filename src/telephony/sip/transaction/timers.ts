/** The base values of RFC 3261 §17.1.1.1 (Table 4). */
export interface SipTimers {
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t4Ms: number;
}

export const rfcTimers: SipTimers = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000 };

/** L and M come from RFC 6026; `try` is the 200 ms after which a server sends 100 by itself (RFC 3261 §17.2.1). */
export const timerNames = ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'try'] as const;
export type TimerName = (typeof timerNames)[number];

const tryingMs = 200;

/**
 * How long a timer runs that starts now; null where this transport needs none. A reliable transport retransmits nothing
 * and lets nothing linger, except L and M, which wait for the other branches of a fork.
 * `resends`: how often the message has been sent again already.
 */
export function timerMs(timer: TimerName, resends: number, reliable: boolean, base: SipTimers): number | null {
  switch (kinds[timer]) {
    case 'resend':
      return reliable ? null : base.t1Ms * 2 ** resends;
    case 'capped resend':
      return reliable ? null : Math.min(base.t1Ms * 2 ** resends, base.t2Ms);
    case 'linger':
      return reliable ? 0 : 64 * base.t1Ms;
    case 'drain':
      return reliable ? 0 : base.t4Ms;
    case 'give up':
      return 64 * base.t1Ms;
    case 'try':
      return tryingMs;
  }
}

const kinds = {
  A: 'resend',
  E: 'capped resend',
  G: 'capped resend',
  D: 'linger',
  J: 'linger',
  I: 'drain',
  K: 'drain',
  B: 'give up',
  F: 'give up',
  H: 'give up',
  L: 'give up',
  M: 'give up',
  try: 'try',
} as const satisfies Record<TimerName, string>;
