import type { FastifyRequest } from 'fastify';
import { scopesFor } from '../accounts/index.ts';
import { CodedError } from '../foundation/errors.ts';
import type { ApiAction, ApiDoors, SignedIn } from './api-doors.ts';
import { bearerOf } from './bearer.ts';

export const sessionCookie = 'waihu_session';

/** Refuses who may not do something; a key is told which scope it lacks. */
export function refuseUnlessMay(who: SignedIn, action: ApiAction): void {
  if (who.may(action)) return;
  throw new CodedError(
    'forbidden',
    who.kind === 'user'
      ? `role '${who.role}' may not ${action}`
      : `key '${who.user}' may not ${action}: it lacks the scope ${scopesFor(action).join(' or ') || 'for it, and none gives it'}`,
  );
}

/** Who sends this request, by API key or session. Refuses those who are neither, and those who may not do `action`. */
export async function signedIn(request: FastifyRequest, doors: ApiDoors, action: ApiAction | null): Promise<SignedIn> {
  const token = bearerOf(request) ?? request.cookies[sessionCookie];
  const session = token === undefined ? null : await doors.session(token);
  if (!session) throw new CodedError('not-signed-in', 'sign in first: there is no session or key, or it has ended');
  if (action !== null) refuseUnlessMay(session, action);
  return session;
}

/** How the API's description shows a route: its part, what it does, and the scope that a key needs for it. */
export function apiSecurity(tag: string, summary: string, action: ApiAction) {
  return { tags: [tag], summary, security: [{ key: [...scopesFor(action)] }, { session: [] }] };
}
