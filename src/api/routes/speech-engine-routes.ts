import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { spokenByHeader, speechTableSchema, trySpeechSchema } from '../../contract/speech-table.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

/** What hears and speaks here, and a sentence to listen to. */
export function speechEngineRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get('/speech/engines', { schema: { response: { 200: speechTableSchema } } }, async (request) => {
    await signedIn(request, doors, 'scripts.read');
    return doors.speechEngines.table();
  });
  // A service may bill each sentence: it is for those who choose voices.
  routes.post('/speech/try', { schema: { body: trySpeechSchema } }, async (request, reply) => {
    const { tenantId } = await signedIn(request, doors, 'scripts.write');
    const { wav, spokenBy } = await doors.speechEngines.say(tenantId, request.body);
    return reply
      .type('audio/wav')
      .header('cache-control', 'private, no-store')
      .header(spokenByHeader, encodeURIComponent(spokenBy))
      .send(Buffer.from(wav));
  });
}
