import { describe, expect, test } from 'vitest';
import { tenantIdSchema, userIdSchema } from '../contract/ids.ts';
import { allows } from './principal.ts';
import { actionSchema, may, mayManage, roleSchema, type Action, type Role } from './role.ts';

const rolesThatMay = (action: Action): Role[] => roleSchema.options.filter((role) => may(role, action));

describe('who may', () => {
  test.each<[Action, Role[]]>([
    ['users.manage', ['owner', 'admin']],
    ['api-keys.manage', ['owner', 'admin']],
    ['lines.write', ['owner', 'admin']],
    ['billing.write', ['owner']],
    ['campaigns.run', ['owner', 'admin', 'operator', 'supervisor']],
    ['leads.write', ['owner', 'admin', 'operator']],
    ['leads.export', ['owner', 'admin', 'operator']],
    ['scripts.write', ['owner', 'admin', 'script-author']],
    ['scripts.publish', ['owner', 'admin', 'operator', 'supervisor']],
    ['calls.take', ['owner', 'admin', 'agent', 'supervisor']],
    ['calls.control', ['owner', 'admin', 'operator', 'supervisor']],
    ['calls.monitor', ['owner', 'admin', 'supervisor']],
    ['agents.control', ['owner', 'admin', 'supervisor']],
    ['alerts.read', ['owner', 'admin', 'supervisor', 'auditor']],
    ['alerts.acknowledge', ['owner', 'admin', 'supervisor']],
    ['quality.score', ['owner', 'admin', 'quality-inspector']],
    ['audit.read', ['owner', 'admin', 'auditor']],
    ['numbers.reveal', ['owner', 'admin', 'operator', 'agent', 'supervisor']],
    ['compliance.write', ['owner', 'admin', 'operator']],
    ['voicemails.write', ['owner', 'admin', 'operator', 'supervisor']],
  ])('%s: %s', (action, roles) => {
    expect(rolesThatMay(action)).toEqual(roles);
  });

  test('who only reads changes nothing', () => {
    const allowed = actionSchema.options.filter((action) => may('read-only', action));
    expect(allowed.every((action) => action.endsWith('.read'))).toBe(true);
    expect(
      actionSchema.options.filter((action) => may('auditor', action)).every((action) => action.endsWith('.read')),
    ).toBe(true);
  });

  test('everything can be done by somebody', () => {
    expect(actionSchema.options.filter((action) => rolesThatMay(action).length === 0)).toEqual([]);
  });
});

test.each<[Role, Role, boolean]>([
  ['owner', 'owner', true],
  ['owner', 'agent', true],
  ['admin', 'owner', false],
  ['admin', 'admin', true],
  ['supervisor', 'agent', false],
])('%s may manage %s: %s', (role, other, answer) => {
  expect(mayManage(role, other)).toBe(answer);
});

test('a person is allowed what the role may, a key what its scopes name', () => {
  const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-000000000001');
  const userId = userIdSchema.parse('00000000-0000-4000-8000-000000000002');
  const agent = { kind: 'user', tenantId, userId, login: 'li', displayName: '李', role: 'agent' } as const;
  expect(allows(agent, 'calls.take')).toBe(true);
  expect(allows(agent, 'lines.write')).toBe(false);
  const key = { kind: 'api-key', tenantId, keyId: 'k', name: 'crm', scopes: ['calls:read'] } as const;
  expect(allows(key, 'calls.read')).toBe(true);
  expect(allows(key, 'calls.control')).toBe(false);
});
