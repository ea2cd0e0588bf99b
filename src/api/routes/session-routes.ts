import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sessionSchema, signInSchema, type Session } from '../../contract/api.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiDoors, SignedIn } from '../api-doors.ts';
import { sessionCookie, signedIn } from '../signed-in.ts';

const cookieOptions = { httpOnly: true, sameSite: 'strict', path: '/api', maxAge: 12 * 3_600 } as const;

const shown = ({ user, role, tenant }: SignedIn): Session => ({ user, role, tenant });

export function sessionRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.post(
    '/session',
    { schema: { body: signInSchema, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const answer = await doors.signIn(request.body);
      if (!answer) throw new CodedError('wrong-sign-in', 'wrong user or password');
      if ('lockedForMs' in answer)
        throw new CodedError(
          'locked-out',
          `too many wrong passwords: try again in ${Math.ceil(answer.lockedForMs / 1000)} s`,
        );
      reply.setCookie(sessionCookie, answer.token, { ...cookieOptions, secure: request.protocol === 'https' });
      return shown(answer.session);
    },
  );
  routes.get('/session', { schema: { response: { 200: sessionSchema } } }, async (request) =>
    shown(await signedIn(request, doors, null)),
  );
  routes.delete('/session', async (request, reply) => {
    const token = request.cookies[sessionCookie];
    if (token !== undefined) await doors.signOut(token);
    return reply.clearCookie(sessionCookie, { path: '/api' }).status(204).send();
  });
}
