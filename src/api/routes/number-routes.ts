import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { numberMarkSchema, ownNumberSchema } from '../../contract/api.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

const oneNumber = z.object({ number: z.string().regex(/^\+[1-9]\d{4,14}$/u, 'a number of ours is E.164') });
const ours = z.array(ownNumberSchema);

/** Numbers that campaigns show. */
export function numberRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get('/numbers', { schema: { response: { 200: ours } } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'campaigns.read');
    return [...(await doors.numbers(tenantId))];
  });
  routes.put(
    '/numbers/:number/mark',
    { schema: { params: oneNumber, body: numberMarkSchema, response: { 200: ours } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'campaigns.run');
      await doors.markNumber(tenantId, request.params.number, request.body.reason);
      return [...(await doors.numbers(tenantId))];
    },
  );
  routes.delete(
    '/numbers/:number/mark',
    { schema: { params: oneNumber, response: { 200: ours } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'campaigns.run');
      await doors.markNumber(tenantId, request.params.number, null);
      return [...(await doors.numbers(tenantId))];
    },
  );
}
