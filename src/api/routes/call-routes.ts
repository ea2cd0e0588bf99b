import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callFilterSchema, callListSchema, callPageSchema } from '../../contract/api.ts';
import { callIdSchema } from '../../contract/ids.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiDoors } from '../api-doors.ts';
import { presentCall } from '../present-call.ts';
import { signedIn } from '../signed-in.ts';

const oneCall = z.object({ callId: callIdSchema });
/** Seconds of a recording: all of it where neither is given. */
const partSchema = z
  .object({ fromSec: z.coerce.number().min(0).default(0), toSec: z.coerce.number().positive().optional() })
  .refine(({ fromSec, toSec }) => toSec === undefined || toSec > fromSec, 'toSec: wanted more than fromSec');

export function callRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/calls',
    { schema: { querystring: callFilterSchema, response: { 200: callListSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      const { calls, next } = await doors.calls(tenantId, request.query);
      const masked = calls.map((call) => ({
        ...call,
        caller: doors.maskPhone(call.caller),
        callee: doors.maskPhone(call.callee),
      }));
      return { calls: masked, next };
    },
  );
  routes.get('/calls/:callId', { schema: { params: oneCall, response: { 200: callPageSchema } } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'calls.read');
    const call = await doors.call(tenantId, request.params.callId);
    if (!call) throw new CodedError('not-found', `there is no call ${request.params.callId}`);
    return presentCall(call, (phone) => doors.maskPhone(phone));
  });
  routes.get(
    '/calls/:callId/recording.wav',
    { schema: { params: oneCall, querystring: partSchema } },
    async (request, reply) => {
      const { tenantId } = await signedIn(request, doors, 'recordings.read');
      const wav = await doors.recording(tenantId, request.params.callId, request.query);
      if (!wav) throw new CodedError('not-found', `call ${request.params.callId} has no recording`);
      return reply.type('audio/wav').header('cache-control', 'private, no-store').send(Buffer.from(wav));
    },
  );
}
