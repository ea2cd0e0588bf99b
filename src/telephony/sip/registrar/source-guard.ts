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

/** Somebody who guessed too often. */
export interface BannedSource {
  readonly host: string;
  readonly forMs: number;
  /** How often this source has been banned before. */
  readonly earlierBans: number;
}
