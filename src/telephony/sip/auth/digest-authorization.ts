import { digestAlgorithmOf, parseDigestParameters, type DigestAlgorithm } from './digest-challenge.ts';

/** What a client answered to our challenge (RFC 7616 §3.4), always with qop=auth: we offer nothing else. */
export interface DigestAuthorization {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly cnonce: string;
  readonly nonceCount: number;
}

/** Null for anything that cannot be an answer to a challenge of ours. */
export function parseDigestAuthorization(text: string): DigestAuthorization | null {
  const values = parseDigestParameters(text);
  const algorithm = values && digestAlgorithmOf(values);
  if (!algorithm || values.get('qop')?.toLowerCase() !== 'auth') return null;
  const [username, realm, nonce, uri, response, cnonce, count] = asked.map((name) => values.get(name) ?? '');
  if (!username || !realm || !nonce || !uri || !response || !cnonce || !/^[0-9a-f]{8}$/.test(count ?? '')) return null;
  return {
    username,
    realm,
    nonce,
    uri,
    response: response.toLowerCase(),
    algorithm,
    cnonce,
    nonceCount: Number.parseInt(count ?? '', 16),
  };
}

const asked = ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'nc'] as const;
