import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../foundation/random.ts';
import type { SimulatorOptions } from '../messages.ts';

export type DigestRules = NonNullable<SimulatorOptions['digest']>;

const realm = 'carrier.invalid';
const parameterPattern = /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/giu;

function parametersOf(header: string): ReadonlyMap<string, string> {
  return new Map(
    [...header.matchAll(parameterPattern)].map(([, name, quoted, bare]) => [
      (name ?? '').toLowerCase(),
      quoted ?? bare ?? '',
    ]),
  );
}

/** The carrier's side of digest authentication (RFC 7616 with qop=auth): asks, and judges answers. */
export class DigestGuard {
  readonly #rules: DigestRules;
  readonly #nonce: string;

  constructor(rules: DigestRules, random: Random) {
    this.#rules = rules;
    this.#nonce = random.hex(16);
  }

  get status(): 401 | 407 {
    return this.#rules.status;
  }

  /** The header fields that go with the challenge. */
  challenge(): Readonly<Record<string, string>> {
    const name = this.#rules.status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    return {
      [name]: `Digest realm="${realm}", nonce="${this.#nonce}", algorithm=${this.#algorithm}, qop="auth"`,
    };
  }

  judge(method: string, headers: ReadonlyMap<string, readonly string[]>): 'valid' | 'absent' | 'wrong' {
    const name = this.#rules.status === 401 ? 'authorization' : 'proxy-authorization';
    const header = headers.get(name)?.[0];
    if (header === undefined) return 'absent';
    const given = parametersOf(header);
    const right =
      given.get('username') === this.#rules.username &&
      given.get('nonce') === this.#nonce &&
      given.get('realm') === realm &&
      sameText(given.get('response') ?? '', this.#wanted(method, given));
    return right ? 'valid' : 'wrong';
  }

  get #algorithm(): 'MD5' | 'SHA-256' {
    return this.#rules.algorithm ?? 'MD5';
  }

  #hash(text: string): string {
    return createHash(this.#algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  }

  #wanted(method: string, given: ReadonlyMap<string, string>): string {
    const secret = this.#hash(`${this.#rules.username}:${realm}:${this.#rules.password}`);
    const request = this.#hash(`${method}:${given.get('uri') ?? ''}`);
    const between = ['nonce', 'nc', 'cnonce', 'qop'].map((name) => given.get(name) ?? '').join(':');
    return this.#hash(`${secret}:${between}:${request}`);
  }
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
