import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctiAgentSchema, ctiCallSchema, type CtiCall } from '../../contract/cti.ts';
import { callIdSchema } from '../../contract/ids.ts';
import type { LiveCall } from '../../contract/live-calls.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiDoors, SignedIn } from '../api-doors.ts';
import { maskedCall } from '../cti/cti-call.ts';
import type { CtiFeed } from '../cti/cti-feed.ts';
import { apiSecurity, signedIn } from '../signed-in.ts';

/** Calls in the air and agents, as they are now. */
export function ctiRoutes(server: FastifyInstance, doors: ApiDoors, feed: CtiFeed): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const shown = (who: SignedIn, call: LiveCall): CtiCall =>
    who.may('numbers.reveal') ? feed.show(call) : maskedCall(feed.show(call), (text) => doors.maskPhone(text));
  routes.get(
    '/cti/calls',
    { schema: { ...apiSecurity('cti', 'Calls in the air', 'calls.read'), response: { 200: z.array(ctiCallSchema) } } },
    async (request) => {
      const who = await signedIn(request, doors, 'calls.read');
      return doors.cti.calls(who.tenantId).map((call) => shown(who, call));
    },
  );
  routes.get(
    '/cti/calls/:callId',
    {
      schema: {
        ...apiSecurity('cti', 'A call in the air', 'calls.read'),
        params: z.object({ callId: callIdSchema }),
        response: { 200: ctiCallSchema },
      },
    },
    async (request) => {
      const who = await signedIn(request, doors, 'calls.read');
      const call = doors.cti.call(who.tenantId, request.params.callId);
      if (!call) throw new CodedError('no-such-call', `there is no call ${request.params.callId} in the air`);
      return shown(who, call);
    },
  );
  routes.get(
    '/cti/agents',
    {
      schema: {
        ...apiSecurity('cti', 'Agents and what they do', 'agents.read'),
        response: { 200: z.array(ctiAgentSchema) },
      },
    },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'agents.read');
      return [...(await doors.cti.agents(tenantId))];
    },
  );
}
