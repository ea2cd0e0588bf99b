import { z } from 'zod';

/** What somebody may be in a tenant. */
export const roleSchema = z.enum([
  'owner',
  'admin',
  'operator',
  'script-author',
  'agent',
  'supervisor',
  'quality-inspector',
  'auditor',
  'read-only',
]);
export type Role = z.infer<typeof roleSchema>;

/** What may be done. */
export const actionSchema = z.enum([
  'campaigns.read',
  'campaigns.run',
  'leads.read',
  'leads.write',
  'leads.export',
  'scripts.read',
  'scripts.write',
  'scripts.publish',
  'lines.read',
  'lines.write',
  'calls.read',
  'calls.place',
  'calls.take',
  'calls.control',
  'calls.monitor',
  'calls.end',
  'agents.read',
  'agents.control',
  'alerts.read',
  'alerts.acknowledge',
  'recordings.read',
  'voicemails.write',
  'numbers.reveal',
  'orders.read',
  'compliance.read',
  'compliance.write',
  'quality.read',
  'quality.score',
  'analytics.read',
  'billing.read',
  'billing.write',
  'settings.write',
  'users.manage',
  'api-keys.manage',
  'audit.read',
]);
export type Action = z.infer<typeof actionSchema>;

const everything: readonly Action[] = actionSchema.options;

const looking: readonly Action[] = [
  'campaigns.read',
  'leads.read',
  'scripts.read',
  'lines.read',
  'calls.read',
  'orders.read',
  'analytics.read',
];

/** The policy, whole: what is not listed is refused. */
const policy: Readonly<Record<Role, readonly Action[]>> = {
  owner: everything,
  admin: everything.filter((action) => action !== 'billing.write'),
  operator: [
    ...looking,
    'campaigns.run',
    'leads.write',
    'leads.export',
    'scripts.publish',
    'calls.place',
    'calls.control',
    'calls.end',
    'agents.read',
    'recordings.read',
    'voicemails.write',
    'numbers.reveal',
    'compliance.read',
    'compliance.write',
  ],
  'script-author': [
    'campaigns.read',
    'scripts.read',
    'scripts.write',
    'calls.read',
    'recordings.read',
    'analytics.read',
  ],
  agent: ['leads.read', 'scripts.read', 'calls.read', 'calls.place', 'calls.take', 'numbers.reveal', 'orders.read'],
  supervisor: [
    ...looking,
    'campaigns.run',
    'scripts.publish',
    'calls.place',
    'calls.take',
    'calls.control',
    'calls.monitor',
    'calls.end',
    'agents.read',
    'agents.control',
    'alerts.read',
    'alerts.acknowledge',
    'recordings.read',
    'voicemails.write',
    'numbers.reveal',
    'compliance.read',
    'quality.read',
  ],
  'quality-inspector': [
    'scripts.read',
    'calls.read',
    'recordings.read',
    'quality.read',
    'quality.score',
    'analytics.read',
  ],
  auditor: [
    ...looking,
    'alerts.read',
    'recordings.read',
    'compliance.read',
    'quality.read',
    'billing.read',
    'audit.read',
  ],
  'read-only': looking,
};

/** Whether a role may do something. */
export function may(role: Role, action: Action): boolean {
  return policy[role].includes(action);
}

/** Whether somebody of `role` may make, change or disable a user of role `other`: owners are made by owners alone. */
export function mayManage(role: Role, other: Role): boolean {
  return may(role, 'users.manage') && (other !== 'owner' || role === 'owner');
}
