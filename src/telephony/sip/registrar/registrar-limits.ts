export interface RegistrarLimits {
  /** Shorter wishes get 423 with this as Min-Expires (RFC 3261 §10.3). */
  readonly minExpiresSec: number;
  /** Longer wishes are cut to this. */
  readonly maxExpiresSec: number;
  /** For a contact that wishes nothing. */
  readonly defaultExpiresSec: number;
  /** A further contact replaces the one that was refreshed longest ago. */
  readonly contactsPerUser: number;
  /** Contacts of all users; new ones beyond get 503. */
  readonly contacts: number;
}

export const registrarLimits: RegistrarLimits = {
  minExpiresSec: 60,
  maxExpiresSec: 7_200,
  defaultExpiresSec: 3_600,
  contactsPerUser: 10,
  contacts: 100_000,
};
