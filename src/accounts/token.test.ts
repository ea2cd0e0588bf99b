import { expect, test } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import { seededRandom } from '../foundation/random.ts';
import { issueToken, parseToken } from './token.ts';

const tenant = tenantIdSchema.parse('00000000-0000-4000-8000-000000000001');

test.each(['session', 'api-key'] as const)('a %s token is read back as what was issued', (kind) => {
  const { text, token } = issueToken(kind, tenant, seededRandom(7));
  expect(parseToken(text)).toEqual(token);
  expect(text).not.toContain(token.hash.toString('hex'));
});

test.each([
  '',
  'ws_nobody_secret',
  `ws_${tenant}_short`,
  `xx_${tenant}_${'a'.repeat(64)}`,
  `ws_${'-'.repeat(36)}_${'a'.repeat(64)}`,
  `ws_${tenant}_${'a'.repeat(64)} `,
])('%j is no token', (text) => {
  expect(parseToken(text)).toBeNull();
});
