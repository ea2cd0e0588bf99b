import type { Random } from '../../../foundation/random.ts';
import { field } from '../message/format-message.ts';
import { headersNamed, type HeaderField, type SipResponse } from '../message/message.ts';
import type { SipCredentials } from '../sip-endpoint.ts';
import { parseDigestChallenge, type DigestChallenge } from './digest-challenge.ts';
import { formatAuthorization } from './digest-response.ts';

interface Known {
  readonly challenge: DigestChallenge;
  readonly header: 'authorization' | 'proxy-authorization';
  readonly credentials: SipCredentials;
  uses: number;
}

const asked = [
  { challengeHeader: 'www-authenticate', header: 'authorization' },
  { challengeHeader: 'proxy-authenticate', header: 'proxy-authorization' },
] as const;

/**
 * Answers digest challenges for one call or registration: remembers each realm's nonce and counts its uses, so that later
 * requests carry their answer at once.
 */
export class DigestClient {
  readonly #random: Random;
  readonly #credentials: () => Promise<SipCredentials | null>;
  readonly #known = new Map<string, Known>();

  constructor(random: Random, credentials: () => Promise<SipCredentials | null>) {
    this.#random = random;
    this.#credentials = credentials;
  }

  /** The Authorization headers for a request, one a realm that has challenged us. */
  authorize(method: string, uri: string): HeaderField[] {
    return [...this.#known.values()].map((known) => {
      known.uses++;
      const { challenge, credentials } = known;
      const request = { method, uri, credentials, cnonce: this.#random.hex(8), nonceCount: known.uses };
      return field(known.header, formatAuthorization(challenge, request));
    });
  }

  /** Takes in a 401 or 407. True where asking again may help; false where our answer was refused or we have none. */
  async challenged(response: SipResponse): Promise<boolean> {
    let mayHelp = false;
    for (const { challengeHeader, header } of asked) {
      const seen = new Set<string>();
      for (const value of headersNamed(response, challengeHeader)) {
        const challenge = parseDigestChallenge(value);
        // Of several algorithms for a realm the first we have is the server's preference (RFC 8760 §2.4).
        if (!challenge || seen.has(challenge.realm)) continue;
        seen.add(challenge.realm);
        if (await this.#learn(challenge, header)) mayHelp = true;
        else return false;
      }
    }
    return mayHelp;
  }

  async #learn(challenge: DigestChallenge, header: Known['header']): Promise<boolean> {
    const key = `${header} ${challenge.realm}`;
    const before = this.#known.get(key);
    // A later request with an old nonce may be refused without `stale`; the first use of one means: wrong password.
    if (before && !challenge.stale && before.uses < 2) return false;
    if (before && challenge.nonce === before.challenge.nonce) return false;
    const credentials = await this.#credentials();
    if (!credentials) return false;
    this.#known.set(key, { challenge, header, credentials, uses: 0 });
    return true;
  }
}
