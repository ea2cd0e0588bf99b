import { z } from 'zod';
import type { TenantId } from '../../contract/ids.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { Office } from '../open-office.ts';

/** The argument of commands that concern one tenant: its name; absent, the first. */
export const whose = { tenant: z.string().optional() };

/** Rejects with `not-found` where there is no tenant of that name. */
export async function tenantNamed({ accounts, tenantId }: Office, name: string | undefined): Promise<TenantId> {
  if (name === undefined) return tenantId;
  const found = await accounts.findTenant(name);
  if (found === null) throw new CodedError('not-found', `there is no tenant '${name}': see waihu tenant list`);
  return found;
}
