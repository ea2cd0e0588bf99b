import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CodedError } from '../foundation/errors.ts';
import type { KeyLimits } from './key-limits.ts';

/** The token of an `Authorization: Bearer` header (RFC 6750), or null without the header. Another scheme is refused. */
export function bearerOf({ headers: { authorization } }: Pick<FastifyRequest, 'headers'>): string | null {
  if (authorization === undefined) return null;
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined)
    throw new CodedError('not-signed-in', 'the Authorization header is not understood: wanted `Bearer wk_…`');
  return token;
}

/** Counts every request with a key, and refuses those that come too often. */
export function limitBearers(server: FastifyInstance, limits: KeyLimits): void {
  server.addHook('onRequest', async (request) => {
    const token = bearerOf(request);
    if (token !== null) limits.count(token, request.ip);
  });
  server.addHook('onResponse', async (request, reply) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token !== undefined && reply.statusCode !== 429) limits.noteResult(token, request.ip, reply.statusCode !== 401);
  });
}
