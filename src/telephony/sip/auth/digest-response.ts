import { hash } from 'node:crypto';
import { quoted } from '../message/parameters.ts';
import type { SipCredentials } from '../sip-endpoint.ts';
import type { DigestAlgorithm, DigestChallenge } from './digest-challenge.ts';

export interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  readonly credentials: SipCredentials;
  readonly cnonce: string;
  /** How often this nonce has been used, this time included. */
  readonly nonceCount: number;
}

function hashed(algorithm: DigestAlgorithm, text: string): string {
  const name = algorithm.startsWith('MD5') ? 'md5' : algorithm.startsWith('SHA-256') ? 'sha256' : 'sha512-256';
  return hash(name, text);
}

/** The value of `response` (RFC 7616 §3.4.1; without qop RFC 2617 §3.2.2.1). */
export function digestResponse(challenge: DigestChallenge, request: DigestRequest): string {
  const { algorithm, realm, nonce } = challenge;
  const { username, password } = request.credentials;
  const secret = hashed(algorithm, `${username}:${realm}:${password}`);
  const first = algorithm.endsWith('-sess') ? hashed(algorithm, `${secret}:${nonce}:${request.cnonce}`) : secret;
  const second = hashed(algorithm, `${request.method}:${request.uri}`);
  if (!challenge.qopAuth) return hashed(algorithm, `${first}:${nonce}:${second}`);
  return hashed(algorithm, `${first}:${nonce}:${countText(request.nonceCount)}:${request.cnonce}:auth:${second}`);
}

const countText = (count: number): string => count.toString(16).padStart(8, '0');

/** The whole `Authorization` value. */
export function formatAuthorization(challenge: DigestChallenge, request: DigestRequest): string {
  const parts = [
    `username=${quoted(request.credentials.username)}`,
    `realm=${quoted(challenge.realm)}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(request.uri)}`,
    `response="${digestResponse(challenge, request)}"`,
    `algorithm=${challenge.algorithm}`,
  ];
  if (challenge.opaque !== null) parts.push(`opaque=${quoted(challenge.opaque)}`);
  if (challenge.qopAuth) parts.push('qop=auth', `nc=${countText(request.nonceCount)}`);
  if (challenge.qopAuth || challenge.algorithm.endsWith('-sess')) parts.push(`cnonce="${request.cnonce}"`);
  return `Digest ${parts.join(', ')}`;
}
