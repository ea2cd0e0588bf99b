import { z } from 'zod';
import { roleSchema } from '../../accounts/index.ts';
import { CodedError } from '../../foundation/errors.ts';
import { officeCommand } from './command.ts';

export const tenantAdd = officeCommand(z.object({ name: z.string() }), async ({ accounts }, { name }) => {
  const answer = await accounts.createTenant({ name });
  if (!answer.ok)
    throw new CodedError(
      'bad-request',
      answer.reason === 'name-taken'
        ? `there is a tenant '${name}' already`
        : `'${name}' is no tenant name: lower-case letters, digits and dashes, at most 32`,
    );
  const { login, password } = answer.credentials;
  return {
    json: answer.credentials,
    text: `tenant '${name}' is there; sign in as '${login}' with ${password} (shown this once)`,
  };
});

export const tenantList = officeCommand(z.object({}), async ({ accounts }) => {
  const tenants = await accounts.listTenants();
  return { json: tenants, text: tenants.map(({ name, displayName }) => `${name}\t${displayName}`).join('\n') };
});

export const userAdd = officeCommand(
  z.object({ login: z.string(), role: roleSchema, displayName: z.string().optional() }),
  async ({ accounts, tenantId }, { login, role, displayName }) => {
    const answer = await accounts.createUser(tenantId, { login, role, displayName: displayName ?? login });
    if (!answer.ok) throw new CodedError('bad-request', `user '${login}': ${answer.reason}`);
    return {
      json: { login, role, password: answer.password },
      text: `user '${login}' (${role}) is there; password ${answer.password} (shown this once)`,
    };
  },
);

export const userList = officeCommand(z.object({}), async ({ accounts, tenantId }) => {
  const users = await accounts.listUsers(tenantId);
  return { json: users, text: users.map(({ login, role }) => `${login}\t${role}`).join('\n') };
});

export const userResetPassword = officeCommand(
  z.object({ login: z.string() }),
  async ({ accounts, tenantId }, { login }) => {
    const user = (await accounts.listUsers(tenantId)).find((one) => one.login === login);
    const password = user && (await accounts.resetPassword(tenantId, user.userId));
    if (!password) throw new CodedError('not-found', `there is no user '${login}'`);
    return { json: { login, password }, text: `new password of '${login}': ${password} (shown this once)` };
  },
);
