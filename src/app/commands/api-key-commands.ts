import { z } from 'zod';
import { apiScopeSchema } from '../../contract/api-scope.ts';
import { CodedError } from '../../foundation/errors.ts';
import { officeCommand } from './command.ts';
import { tenantNamed, whose } from './tenant-named.ts';

/** Midnight of the day of a date, in UTC; a time of day may be given. */
const expirySchema = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'wanted a date like 2027-01-31, or a time (ISO 8601)')
  .transform((text) => Date.parse(text));

const refusals = {
  'name-taken': 'a key of that name is in use: choose another, or revoke it first',
  'name-invalid': 'a key has a name of at most 64 letters',
  'no-scope': 'a key without a scope can do nothing',
} as const;

export const apiKeyCreate = officeCommand(
  z.object({
    name: z.string(),
    scopes: z.array(apiScopeSchema).transform((scopes) => [...new Set(scopes)]),
    expires: expirySchema.optional(),
    ...whose,
  }),
  async (office, { name, scopes, expires, tenant }) => {
    if (expires !== undefined && expires <= office.world.clock.now())
      throw new CodedError('bad-request', '--expires lies in the past: the key could never be used');
    const tenantId = await tenantNamed(office, tenant);
    const answer = await office.accounts.createApiKey(tenantId, {
      name,
      scopes,
      createdBy: 'cli',
      expiresAtMs: expires,
    });
    if (!answer.ok) throw new CodedError('bad-request', `key '${name}': ${refusals[answer.reason]}`);
    return {
      json: { keyId: answer.keyId, name, scopes, key: answer.key },
      text: `${answer.key}\n(shown this once: '${name}' may ${scopes.join(', ')})`,
    };
  },
);

const day = (ms: number | null, never: string): string =>
  ms === null ? never : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

export const apiKeyList = officeCommand(z.object(whose), async (office, { tenant }) => {
  const keys = await office.accounts.listApiKeys(await tenantNamed(office, tenant));
  const nowMs = office.world.clock.now();
  const rows = keys.map((key) => {
    const expired = key.expiresAtMs !== null && key.expiresAtMs <= nowMs;
    const state = key.revokedAtMs !== null ? 'revoked' : expired ? 'expired' : 'in use';
    const used = `used ${day(key.lastUsedAtMs, 'never')}`;
    return [key.name, `…${key.hint}`, state, used, `expires ${day(key.expiresAtMs, 'never')}`, key.scopes.join(',')];
  });
  return {
    json: keys,
    text: rows.length === 0 ? 'no keys yet: waihu api-key create' : rows.map((row) => row.join('\t')).join('\n'),
  };
});

export const apiKeyRevoke = officeCommand(z.object({ key: z.string(), ...whose }), async (office, { key, tenant }) => {
  const revoked = await office.accounts.revokeApiKey(await tenantNamed(office, tenant), key);
  if (!revoked) throw new CodedError('not-found', `there is no key '${key}' in use`);
  return { json: { revoked: key }, text: `key '${key}' is revoked: what it opened is closed to it now` };
});
