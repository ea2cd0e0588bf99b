import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { speechBoardSchema, speechSettingsSchema } from '../../contract/speech-settings.ts';
import { usageFilterSchema, usageReportSchema } from '../../contract/speech-usage.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

/** How a tenant's calls hear and speak, and what that used. */
export function speechRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get('/speech', { schema: { response: { 200: speechBoardSchema } } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'campaigns.read');
    return doors.speech.board(tenantId);
  });
  routes.put(
    '/speech',
    { schema: { body: speechSettingsSchema, response: { 200: speechBoardSchema } } },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'settings.write');
      return doors.speech.set(tenantId, request.body, user);
    },
  );
  routes.get(
    '/usage',
    { schema: { querystring: usageFilterSchema, response: { 200: usageReportSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      return { rows: [...(await doors.speech.usage(tenantId, request.query))] };
    },
  );
}
