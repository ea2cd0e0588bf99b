import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { sessionCookie } from './signed-in.ts';

/** Gathers the routes that follow into one OpenAPI 3.1 document at `/api/v1/openapi.json`. */
export async function describeApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Waihu',
        version: '1',
        description: 'Errors are problem documents (RFC 9457). Live events: WebSocket /api/v1/cti/live.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key; its scopes are listed at each operation.' },
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'Somebody who signed in.' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger());
}
