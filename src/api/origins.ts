import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CodedError } from '../foundation/errors.ts';
import { sessionCookie } from './signed-in.ts';

const ctiPrefix = '/api/v1/cti/';

/** Whether a page of another site sends this. */
export function isForeign({ headers: { origin, host } }: Pick<FastifyRequest, 'headers'>): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

/**
 * Refuses what another site's page sends: requests that change something must come from our own origin. The CTI interface is
 * for pages of other programs, with a key that they say themselves: it is open to every origin, without our cookies.
 */
export function refuseForeignOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const { origin, upgrade, cookie } = request.headers;
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    const withSession = cookie?.includes(`${sessionCookie}=`) ?? false;
    if (!isForeign(request)) return;
    if (request.url.startsWith(ctiPrefix) && !withSession) {
      reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', 'location, retry-after');
      if (request.method === 'OPTIONS')
        return reply
          .header('access-control-allow-methods', 'GET, POST, PUT')
          .header('access-control-allow-headers', 'authorization, content-type, idempotency-key')
          .header('access-control-max-age', '600')
          .status(204)
          .send();
      return;
    }
    if (changes || upgrade !== undefined)
      throw new CodedError('foreign-origin', `requests from ${origin ?? ''} are not taken`);
  });
}
