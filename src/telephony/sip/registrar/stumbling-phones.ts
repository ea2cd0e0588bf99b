import type { ServerAlgorithm } from '../auth/digest-server.ts';

/** Phones that give up where any challenge beside MD5 stands in an answer, wherever it stands: libre before SHA-256. */
const stumbling = /^baresip v[01]\./;

/** What to offer a phone, by what it says it is, never by who it says it is: that would tell whom there is. */
export function algorithmsFor(
  userAgent: string | undefined,
  offered: readonly ServerAlgorithm[],
): readonly ServerAlgorithm[] {
  return stumbling.test(userAgent ?? '') && offered.includes('MD5') ? ['MD5'] : offered;
}
