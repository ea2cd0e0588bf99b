import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { experimentStatusSchema, winnerSchema } from '../../contract/experiment-status.ts';
import { savedScriptSchema } from '../../contract/script-library.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

const oneScript = z.object({ scriptId: z.string().max(48) });

/** Variants of scripts: how they do, and which stays. */
export function experimentRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { scripts } = doors;
  routes.get(
    '/scripts/:scriptId/experiments',
    { schema: { params: oneScript, response: { 200: z.array(experimentStatusSchema) } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.read');
      return [...(await scripts.experiments(tenantId, request.params.scriptId))];
    },
  );
  routes.post(
    '/scripts/:scriptId/experiments/:experiment/winner',
    {
      schema: {
        params: oneScript.extend({ experiment: z.string().max(48) }),
        body: winnerSchema,
        response: { 200: savedScriptSchema },
      },
    },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.write');
      const { scriptId, experiment } = request.params;
      const { variant, note } = request.body;
      return scripts.takeWinner(tenantId, scriptId, { experiment, variant }, { by: user, note });
    },
  );
}
