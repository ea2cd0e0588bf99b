import { createHash } from 'node:crypto';
import { tenantIdSchema, type TenantId } from '../contract/ids.ts';
import type { Random } from '../foundation/random.ts';

export type TokenKind = 'session' | 'api-key';

const prefixes: Readonly<Record<TokenKind, string>> = { session: 'ws', 'api-key': 'wk' };

/**
 * `ws_<tenant>_<64 hex digits>`: whose it is can be read off it, so that its row is looked up in its tenant. Only the
 * secret's hash is kept; 256 random bits need no salt.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly tenantId: TenantId;
  readonly hash: Buffer;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export function issueToken(kind: TokenKind, tenantId: TenantId, random: Random): { text: string; token: Token } {
  const secret = random.hex(32);
  return { text: `${prefixes[kind]}_${tenantId}_${secret}`, token: { kind, tenantId, hash: hashOf(secret) } };
}

/** Reads a token as it came over the wire; null where it cannot be one. */
export function parseToken(text: string): Token | null {
  const [, prefix, tenant, secret] = /^(ws|wk)_([0-9a-f-]{36})_([0-9a-f]{64})$/.exec(text) ?? [];
  const tenantId = tenantIdSchema.safeParse(tenant);
  if (!tenantId.success || secret === undefined) return null;
  return { kind: prefix === prefixes.session ? 'session' : 'api-key', tenantId: tenantId.data, hash: hashOf(secret) };
}
