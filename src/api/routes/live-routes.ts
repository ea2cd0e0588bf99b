import type { FastifyInstance } from 'fastify';
import type { LiveAlert } from '../../contract/api.ts';
import type { ApiDoors } from '../api-doors.ts';
import { alertReader } from '../alert-reader.ts';
import { presentEvent } from '../present-call.ts';
import { signedIn } from '../signed-in.ts';

/** A console that reads this slowly is cut off, rather than let its backlog grow. */
const mostBufferedBytes = 1_000_000;

export function liveRoutes(server: FastifyInstance, doors: ApiDoors): void {
  server.get(
    '/live',
    { websocket: true, preValidation: async (request) => void (await signedIn(request, doors, 'calls.read')) },
    async (socket, request) => {
      const session = await signedIn(request, doors, 'calls.read');
      const { tenantId } = session;
      const send = (message: object): void => {
        if (socket.bufferedAmount > mostBufferedBytes) socket.terminate();
        else socket.send(JSON.stringify(message));
      };
      const stop = doors.liveEvents(tenantId, (event, campaignId) => {
        send({ kind: 'call-event', campaignId, event: presentEvent(event, (phone) => doors.maskPhone(phone)) });
      });
      socket.on('close', stop);
      if (!session.may('alerts.read')) return;
      const stopAlerts = doors.liveAlerts(alertReader(session), (alert) => {
        send({ kind: 'alert', alert } satisfies LiveAlert);
      });
      socket.on('close', stopAlerts);
    },
  );
}
