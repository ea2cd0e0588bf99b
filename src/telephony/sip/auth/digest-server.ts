import { timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../foundation/random.ts';
import { quoted } from '../message/parameters.ts';
import { parseDigestAuthorization, type DigestAuthorization } from './digest-authorization.ts';
import type { DigestAlgorithm } from './digest-challenge.ts';
import { digestResponse } from './digest-response.ts';
import { NonceCounts } from './nonce-counts.ts';
import { NonceMint } from './signed-nonce.ts';

/** SHA-256 first: a client takes the first that it has (RFC 8760 §2.4). */
export const serverAlgorithms = ['SHA-256', 'MD5'] as const satisfies readonly DigestAlgorithm[];
export type ServerAlgorithm = (typeof serverAlgorithms)[number];

export interface DigestServerOptions {
  readonly random: Random;
  readonly algorithms?: readonly ServerAlgorithm[];
  /** An older nonce is answered with `stale=true` and a new one. */
  readonly nonceLifeMs?: number;
  /** Nonces in use whose counts are remembered. */
  readonly nonces?: number;
}

export interface DigestQuestion {
  readonly method: string;
  readonly realm: string;
  /** The host the request came from. */
  readonly host: string;
  /** Values of Authorization or Proxy-Authorization. */
  readonly answers: readonly string[];
  /** From any fixed point, never set back. */
  readonly nowMs: number;
}

export interface ChallengeOptions {
  readonly stale?: boolean;
  readonly algorithms?: readonly ServerAlgorithm[];
}

/**
 * `absent`: nothing that answers a challenge of ours. `wrong`: a user or password that is none, told by somebody who
 * truly received our challenge. `stale`: the right password to a nonce that is too old or was used.
 */
export type DigestVerdict<Account> =
  | { readonly kind: 'valid'; readonly account: Account }
  | { readonly kind: 'absent' | 'wrong' | 'stale' };

/** Asks for credentials and judges the answers (RFC 3261 §22, RFC 7616, RFC 8760); qop=auth alone. */
export class DigestServer {
  readonly algorithms: readonly ServerAlgorithm[];
  readonly #mint: NonceMint;
  readonly #counts: NonceCounts;
  readonly #nobodysPassword: string;

  constructor({ random, algorithms = serverAlgorithms, nonceLifeMs = 300_000, nonces = 50_000 }: DigestServerOptions) {
    this.algorithms = algorithms;
    this.#mint = new NonceMint(random);
    this.#counts = new NonceCounts(nonces, nonceLifeMs);
    this.#nobodysPassword = random.hex(16);
  }

  /** Values of WWW-Authenticate or Proxy-Authenticate, one an algorithm; `algorithms`: some of our own. */
  challenges(
    realm: string,
    host: string,
    nowMs: number,
    { stale = false, algorithms = this.algorithms }: ChallengeOptions = {},
  ): string[] {
    const nonce = this.#mint.issue(holder(realm, host), nowMs);
    const rest = `realm=${quoted(realm)}, nonce="${nonce}", qop="auth"${stale ? ', stale=true' : ''}`;
    return algorithms.map((algorithm) => `Digest algorithm=${algorithm}, ${rest}`);
  }

  /** An unknown user costs the same work as a wrong password. Rejects as `accountOf` does. */
  async judge<Account extends { readonly password: string }>(
    question: DigestQuestion,
    accountOf: (username: string) => Promise<Account | null>,
  ): Promise<DigestVerdict<Account>> {
    const answer = this.#answerIn(question);
    const issuedAtMs = answer && this.#mint.issuedAtMs(answer.nonce, holder(question.realm, question.host));
    if (!answer || issuedAtMs === null) return { kind: 'absent' };
    const account = await accountOf(answer.username);
    const fits = matches(answer, question.method, account?.password ?? this.#nobodysPassword);
    if (!account || !fits) return { kind: 'wrong' };
    const fresh = this.#counts.use(answer.nonce, issuedAtMs, answer.nonceCount, question.nowMs);
    return fresh ? { kind: 'valid', account } : { kind: 'stale' };
  }

  #answerIn({ answers, realm }: DigestQuestion): DigestAuthorization | null {
    for (const text of answers) {
      const answer = parseDigestAuthorization(text);
      if (answer?.realm === realm && this.algorithms.some((one) => one === answer.algorithm)) return answer;
    }
    return null;
  }
}

const holder = (realm: string, host: string): string => `${host} ${realm}`;

function matches(answer: DigestAuthorization, method: string, password: string): boolean {
  const { username, realm, nonce, algorithm, uri, cnonce, nonceCount } = answer;
  const challenge = { realm, nonce, algorithm, opaque: null, qopAuth: true, stale: false };
  const wanted = digestResponse(challenge, { method, uri, credentials: { username, password }, cnonce, nonceCount });
  const given = Buffer.from(answer.response);
  return given.length === wanted.length && timingSafeEqual(given, Buffer.from(wanted));
}
