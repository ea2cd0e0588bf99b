import { allows, type Principal } from '../../accounts/index.ts';
import type { ApiDoors, SignedIn } from '../../api/index.ts';
import type { Office } from '../open-office.ts';

/** Signing in and out, and who a session speaks for. */
export function sessionDoors(office: Office): Pick<ApiDoors, 'signIn' | 'session' | 'signOut'> {
  const { clock } = office.world;
  const signedInAs = async (principal: Principal): Promise<SignedIn> => {
    const { kind, tenantId } = principal;
    const tenant = (await office.accounts.listTenants()).find((one) => one.tenantId === tenantId)?.name ?? '';
    const [user, role] = principal.kind === 'user' ? [principal.login, principal.role] : [principal.name, 'api-key'];
    return { kind, tenantId, tenant, user, role, may: (action) => allows(principal, action) };
  };
  return {
    async signIn({ tenant, user, password }) {
      const answer = await office.accounts.signIn({ tenant, login: user, password });
      if (answer.ok) return { token: answer.token, session: await signedInAs(answer.principal) };
      return answer.reason === 'locked' ? { lockedForMs: answer.untilMs - clock.now() } : null;
    },
    async session(token) {
      const principal = await office.accounts.authenticate(token);
      return principal && signedInAs(principal);
    },
    signOut: (token) => office.accounts.signOut(token),
  };
}
