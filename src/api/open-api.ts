import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import files from '@fastify/static';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Clock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Logger } from '../foundation/logger.ts';
import type { ApiDoors } from './api-doors.ts';
import { limitBearers } from './bearer.ts';
import { CtiFeed } from './cti/cti-feed.ts';
import { describeApi } from './describe-api.ts';
import { KeyLimits } from './key-limits.ts';
import { refuseForeignOrigins } from './origins.ts';
import { problemOf } from './problem.ts';
import { alertRoutes } from './routes/alert-routes.ts';
import { callRoutes } from './routes/call-routes.ts';
import { campaignRoutes } from './routes/campaign-routes.ts';
import { numberRoutes } from './routes/number-routes.ts';
import { ctiCommandRoutes } from './routes/cti-command-routes.ts';
import { ctiLiveRoutes } from './routes/cti-live-routes.ts';
import { ctiRoutes } from './routes/cti-routes.ts';
import { liveRoutes } from './routes/live-routes.ts';
import { queueRoutes } from './routes/queue-routes.ts';
import { experimentRoutes } from './routes/experiment-routes.ts';
import { scriptRoutes } from './routes/script-routes.ts';
import { speechRoutes } from './routes/speech-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { speechEngineRoutes } from './routes/speech-engine-routes.ts';
import { tuningRoutes } from './routes/tuning-routes.ts';
import { voicemailRoutes } from './routes/voicemail-routes.ts';

export interface ApiOptions {
  readonly doors: ApiDoors;
  readonly host: string;
  readonly port: number;
  /** Folder of the built console; without it only the API answers. */
  readonly consoleFolder: string | null;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}

export interface Api {
  /** `http://host:port`, the port filled in. */
  readonly url: string;
  close(): Promise<void>;
}

/** Sent with every answer: nothing from elsewhere runs in our pages, and nobody frames them. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self' ws: wss: blob:; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

function serveConsole(server: FastifyInstance, folder: string): void {
  void server.register(files, { root: folder, wildcard: false });
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api/') || request.method !== 'GET')
      throw new CodedError('not-found', `nothing at ${request.method} ${request.url.split('?')[0]}`);
    return reply.sendFile('index.html');
  });
}

/** Builds the server with all routes, not listening yet: what tests inject into. */
export async function buildApi({
  doors,
  consoleFolder,
  clock,
  newId,
  logger,
}: Omit<ApiOptions, 'host' | 'port'>): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: 1_048_576, forceCloseConnections: true, trustProxy: false });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    if (error instanceof CodedError && error.facts['retryAfterSec'] !== undefined)
      reply.header('retry-after', String(error.facts['retryAfterSec']));
    if (problem.status >= 500) logger.error({ error, route: request.routeOptions.url }, 'a request failed');
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.headers(securityHeaders);
  });
  // A connection whose upgrade was refused is nobody's: left open it would keep the program from ending.
  server.addHook('onResponse', async (request, reply) => {
    if (request.headers.upgrade !== undefined && reply.statusCode >= 400) request.raw.socket.end();
  });
  refuseForeignOrigins(server);
  const limits = new KeyLimits(clock, (address) => doors.keysGuessed(address));
  limitBearers(server, limits);
  const feed = new CtiFeed(newId(), doors.cti);
  server.addHook('onClose', async () => feed.close());
  await server.register(cookie);
  await server.register(websocket, { options: { maxPayload: 16_384 } });
  await describeApi(server);
  await server.register(
    async (api) => {
      sessionRoutes(api, doors);
      campaignRoutes(api, doors);
      numberRoutes(api, doors);
      callRoutes(api, doors);
      voicemailRoutes(api, doors);
      alertRoutes(api, doors);
      liveRoutes(api, doors);
      queueRoutes(api, doors);
      speechEngineRoutes(api, doors);
      speechRoutes(api, doors);
      scriptRoutes(api, doors);
      tuningRoutes(api, doors);
      experimentRoutes(api, doors);
      ctiRoutes(api, doors, feed);
      ctiCommandRoutes(api, doors, clock);
      ctiLiveRoutes(api, { doors, feed, clock, limits, logger });
    },
    { prefix: '/api/v1' },
  );
  if (consoleFolder !== null && existsSync(join(consoleFolder, 'index.html'))) serveConsole(server, consoleFolder);
  else
    server.setNotFoundHandler((request) => {
      throw new CodedError('not-found', `nothing at ${request.method} ${request.url.split('?')[0]}`);
    });
  return server;
}

/** Opens the API and the console on `host:port`. A port in use is a `CodedError` `port-in-use` that names it. */
export async function openApi(options: ApiOptions): Promise<Api> {
  const server = await buildApi(options);
  try {
    const url = await server.listen({ host: options.host, port: options.port });
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new CodedError(
        'port-in-use',
        `port ${options.port} on ${options.host} is taken by another program; stop it or set WAIHU_HTTP_PORT`,
        { port: options.port },
        error,
      );
    throw error;
  }
}
