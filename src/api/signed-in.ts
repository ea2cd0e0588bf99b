import type { FastifyRequest } from 'fastify';
import { CodedError } from '../foundation/errors.ts';
import type { ApiAction, ApiDoors, SignedIn } from './api-doors.ts';

export const sessionCookie = 'waihu_session';

/** Who sends this request. Refuses those who are not signed in, and those whose role may not do `action`. */
export async function signedIn(request: FastifyRequest, doors: ApiDoors, action: ApiAction | null): Promise<SignedIn> {
  const token = request.cookies[sessionCookie];
  const session = token === undefined ? null : await doors.session(token);
  if (!session) throw new CodedError('not-signed-in', 'sign in first: there is no session, or it has ended');
  if (action !== null && !session.may(action))
    throw new CodedError('forbidden', `role '${session.role}' may not ${action}`);
  return session;
}
