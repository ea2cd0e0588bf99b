import { unquoted } from '../message/parameters.ts';

/** One `WWW-Authenticate` or `Proxy-Authenticate` value (RFC 7616 §3.3) that we can answer. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: DigestAlgorithm;
  /** Whether `qop="auth"` is offered; without any qop the answer is RFC 2069's. */
  readonly qopAuth: boolean;
  /** The nonce was too old, the password right. */
  readonly stale: boolean;
}

export const digestAlgorithms = [
  'MD5',
  'MD5-sess',
  'SHA-256',
  'SHA-256-sess',
  'SHA-512-256',
  'SHA-512-256-sess',
] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

const parameter = /\s*([A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)\s*(?:,|$)/y;

/** The parameters of a challenge or an answer to one, names lower-case; null for another scheme or nonsense. */
export function parseDigestParameters(text: string): ReadonlyMap<string, string> | null {
  const scheme = /^\s*Digest\s+/i.exec(text);
  if (!scheme) return null;
  const values = new Map<string, string>();
  parameter.lastIndex = scheme[0].length;
  while (parameter.lastIndex < text.length) {
    const match = parameter.exec(text);
    if (!match) return null;
    values.set((match[1] ?? '').toLowerCase(), unquoted(match[2] ?? ''));
  }
  return values;
}

/** MD5 where none is named; undefined for one we do not have. */
export function digestAlgorithmOf(parameters: ReadonlyMap<string, string>): DigestAlgorithm | undefined {
  const wanted = (parameters.get('algorithm') ?? 'MD5').toLowerCase();
  return digestAlgorithms.find((name) => name.toLowerCase() === wanted);
}

/** Null for another scheme, an algorithm or qop we do not have, or nonsense. */
export function parseDigestChallenge(text: string): DigestChallenge | null {
  const values = parseDigestParameters(text);
  if (!values) return null;
  const realm = values.get('realm');
  const nonce = values.get('nonce');
  const algorithm = digestAlgorithmOf(values);
  const qops = values
    .get('qop')
    ?.split(',')
    .map((qop) => qop.trim().toLowerCase());
  if (realm === undefined || nonce === undefined || !algorithm || (qops && !qops.includes('auth'))) return null;
  return {
    realm,
    nonce,
    opaque: values.get('opaque') ?? null,
    algorithm,
    qopAuth: qops !== undefined,
    stale: values.get('stale')?.toLowerCase() === 'true',
  };
}
