import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { queueBoardSchema } from '../../contract/queue-board.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

/** Queues now and today: who waits, who serves, how soon callers were answered, and whom we promised to call back. */
export function queueRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get('/queues', { schema: { response: { 200: queueBoardSchema } } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'calls.read');
    const { callBacks, ...board } = await doors.queues(tenantId);
    return { ...board, callBacks: callBacks.map((one) => ({ ...one, number: doors.maskPhone(one.number) })) };
  });
}
