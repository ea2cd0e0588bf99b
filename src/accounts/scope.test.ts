import { expect, test } from 'vitest';
import { apiScopeSchema } from '../contract/api-scope.ts';
import { actionSchema } from './role.ts';
import { scopesAllow, scopesFor } from './scope.ts';

test('a key does what its scopes name and nothing else', () => {
  expect(scopesAllow(['calls:read'], 'calls.read')).toBe(true);
  expect(scopesAllow(['calls:read'], 'calls.control')).toBe(false);
  expect(scopesAllow(['calls:control'], 'calls.monitor')).toBe(false);
  expect(scopesAllow([], 'calls.read')).toBe(false);
});

test.each(['users.manage', 'api-keys.manage', 'settings.write', 'billing.write'] as const)(
  'no scope lets a key %s',
  (action) => {
    expect(scopesFor(action)).toEqual([]);
    expect(scopesAllow(apiScopeSchema.options, action)).toBe(false);
  },
);

test('every scope allows something, and what it allows names it', () => {
  for (const scope of apiScopeSchema.options)
    expect(actionSchema.options.filter((action) => scopesFor(action).includes(scope))).not.toEqual([]);
});
