import type { FastifyInstance } from 'fastify';
import type { ApiDoors } from '../api-doors.ts';
import { presentEvent } from '../present-call.ts';
import { signedIn } from '../signed-in.ts';

/** A console that reads this slowly is cut off, rather than let its backlog grow. */
const mostBufferedBytes = 1_000_000;

export function liveRoutes(server: FastifyInstance, doors: ApiDoors): void {
  server.get(
    '/live',
    { websocket: true, preValidation: async (request) => void (await signedIn(request, doors, 'calls.read')) },
    async (socket, request) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      const stop = doors.liveEvents(tenantId, (event, campaignId) => {
        if (socket.bufferedAmount > mostBufferedBytes) socket.terminate();
        else
          socket.send(
            JSON.stringify({
              kind: 'call-event',
              campaignId,
              event: presentEvent(event, (phone) => doors.maskPhone(phone)),
            }),
          );
      });
      socket.on('close', stop);
    },
  );
}
