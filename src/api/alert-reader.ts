import type { AlertReader, SignedIn } from './api-doors.ts';

/** Whose alerts somebody sees: the tenant's; the platform's own, too, who may change settings of the tenant that runs it. */
export const alertReader = (session: SignedIn): AlertReader => ({
  tenantId: session.tenantId,
  platformToo: session.may('settings.write'),
});
