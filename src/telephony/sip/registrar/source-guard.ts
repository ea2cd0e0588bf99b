/** How much a host that we do not know may ask, and how often it may guess. */
export interface SourceLimits {
  /** Requests without right credentials that one host may send at once. */
  readonly burst: number;
  /** How many of them are forgiven a second. */
  readonly perSecond: number;
  /** Wrong passwords after which a host is banned. */
  readonly failures: number;
  /** One wrong password is forgotten after this. */
  readonly failureForgottenAfterMs: number;
  /** The first ban; each further one is twice as long, up to `longestBanMs`. */
  readonly banMs: number;
  readonly longestBanMs: number;
  /** Hosts remembered; beyond, the one not heard of for longest is forgotten. */
  readonly hosts: number;
}

export const sourceLimits: SourceLimits = {
  burst: 200,
  perSecond: 20,
  failures: 10,
  failureForgottenAfterMs: 60_000,
  banMs: 300_000,
  longestBanMs: 86_400_000,
  hosts: 20_000,
};

/** Somebody who guessed too often. */
export interface BannedSource {
  readonly host: string;
  readonly forMs: number;
  /** How often this source has been banned before. */
  readonly earlierBans: number;
}

/** What is remembered of one host: two token buckets, and its bans. A plain value. */
export interface SourceRecord {
  readonly tokens: number;
  readonly failures: number;
  /** When `tokens` and `failures` were true. */
  readonly atMs: number;
  readonly bannedUntilMs: number;
  readonly bans: number;
}

export const newSource = (limits: SourceLimits, nowMs: number): SourceRecord => ({
  tokens: limits.burst,
  failures: 0,
  atMs: nowMs,
  bannedUntilMs: -Infinity,
  bans: 0,
});

/** The record as time has changed it. A ban is forgiven when the longest one could have passed since it ended. */
function aged(record: SourceRecord, limits: SourceLimits, nowMs: number): SourceRecord {
  const passedMs = Math.max(0, nowMs - record.atMs);
  return {
    tokens: Math.min(limits.burst, record.tokens + (passedMs / 1_000) * limits.perSecond),
    failures: Math.max(0, record.failures - passedMs / limits.failureForgottenAfterMs),
    atMs: nowMs,
    bannedUntilMs: record.bannedUntilMs,
    bans: nowMs - record.bannedUntilMs > limits.longestBanMs ? 0 : record.bans,
  };
}

/** A request costs a token; without one it is not served. */
export function asked(
  record: SourceRecord,
  limits: SourceLimits,
  nowMs: number,
): { readonly record: SourceRecord; readonly served: boolean } {
  const now = aged(record, limits, nowMs);
  if (now.bannedUntilMs > nowMs || now.tokens < 1) return { record: now, served: false };
  return { record: { ...now, tokens: now.tokens - 1 }, served: true };
}

/** The right credentials give back what their request and the challenge before it cost. */
export function proved(record: SourceRecord, limits: SourceLimits, nowMs: number): SourceRecord {
  const now = aged(record, limits, nowMs);
  return { ...now, tokens: Math.min(limits.burst, now.tokens + 2) };
}

/** Wrong credentials, by somebody who received our challenge: enough of them are a ban. `banForMs` 0: not yet. */
export function guessedWrong(
  record: SourceRecord,
  limits: SourceLimits,
  nowMs: number,
): { readonly record: SourceRecord; readonly banForMs: number } {
  const now = aged(record, limits, nowMs);
  const failures = now.failures + 1;
  if (failures <= limits.failures - 1 || now.bannedUntilMs > nowMs)
    return { record: { ...now, failures }, banForMs: 0 };
  const banForMs = Math.min(limits.banMs * 2 ** now.bans, limits.longestBanMs);
  return { record: { ...now, failures: 0, bannedUntilMs: nowMs + banForMs, bans: now.bans + 1 }, banForMs };
}
