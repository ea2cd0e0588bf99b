import type { ApiScope } from '../contract/api-scope.ts';
import type { TenantId, UserId } from '../contract/ids.ts';
import { may, type Action, type Role } from './role.ts';
import { scopesAllow } from './scope.ts';

/** Who asks: a person who signed in, or a program with an API key. */
export type Principal =
  | {
      readonly kind: 'user';
      readonly tenantId: TenantId;
      readonly userId: UserId;
      readonly login: string;
      readonly displayName: string;
      readonly role: Role;
    }
  | {
      readonly kind: 'api-key';
      readonly tenantId: TenantId;
      readonly keyId: string;
      readonly name: string;
      readonly scopes: readonly ApiScope[];
    };

/** Whether who asks may do something. */
export function allows(principal: Principal, action: Action): boolean {
  return principal.kind === 'user' ? may(principal.role, action) : scopesAllow(principal.scopes, action);
}
