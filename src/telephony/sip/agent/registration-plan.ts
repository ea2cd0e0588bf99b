/** What a REGISTER came to, and what to do next: pure, so that every case can be tested with plain values. */
export interface RegisterOutcome {
  readonly status: number;
  /** What the registrar granted: the `expires` of our Contact, else the Expires header. */
  readonly grantedSec: number | null;
  readonly minExpiresSec: number | null;
  readonly retryAfterSec: number | null;
}

export interface RegistrationProgress {
  readonly askedSec: number;
  /** Failures since the last success. */
  readonly failures: number;
}

export interface RegistrationStep {
  readonly verdict: 'registered' | 'refused' | 'unreachable' | 'too-brief';
  readonly expiresSec: number;
  readonly nextAfterMs: number;
  readonly progress: RegistrationProgress;
}

const firstRetryMs = 5_000;
const longestRetryMs = 300_000;

/**
 * Registered: again when four fifths of the time are over. Too brief (423): at once with what the registrar wants.
 * Refused or unreachable: again after 5 s, doubling to 5 minutes, or when Retry-After says.
 */
export function planRegistration(progress: RegistrationProgress, outcome: RegisterOutcome): RegistrationStep {
  const { status } = outcome;
  if (status >= 200 && status < 300) {
    const expiresSec = outcome.grantedSec ?? progress.askedSec;
    return {
      verdict: 'registered',
      expiresSec,
      nextAfterMs: Math.max(1_000, expiresSec * 800),
      progress: { ...progress, failures: 0 },
    };
  }
  const wantedSec = outcome.minExpiresSec;
  if (status === 423 && wantedSec !== null && wantedSec > progress.askedSec) {
    return { verdict: 'too-brief', expiresSec: 0, nextAfterMs: 0, progress: { ...progress, askedSec: wantedSec } };
  }
  const backoffMs = Math.min(firstRetryMs * 2 ** progress.failures, longestRetryMs);
  const unreachable = status === 408 || status === 503 || status === 504;
  return {
    verdict: unreachable ? 'unreachable' : 'refused',
    expiresSec: 0,
    nextAfterMs: Math.max(backoffMs, (outcome.retryAfterSec ?? 0) * 1_000),
    progress: { ...progress, failures: progress.failures + 1 },
  };
}
