import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { alertChangeSchema, alertFilterSchema, alertListSchema, alertSchema } from '../../contract/alert.ts';
import { CodedError } from '../../foundation/errors.ts';
import { alertReader } from '../alert-reader.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

const oneAlert = z.object({ id: z.uuid() });

/** Alerts, for who may know of them. */
export function alertRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/alerts',
    { schema: { querystring: alertFilterSchema, response: { 200: alertListSchema } } },
    async (request) => {
      const session = await signedIn(request, doors, 'alerts.read');
      return { alerts: [...(await doors.alerts(alertReader(session), request.query))] };
    },
  );
  routes.patch(
    '/alerts/:id',
    { schema: { params: oneAlert, body: alertChangeSchema, response: { 200: alertSchema } } },
    async (request) => {
      const session = await signedIn(request, doors, 'alerts.acknowledge');
      const { id } = request.params;
      const alert = await doors.acknowledgeAlert(alertReader(session), id, session.user);
      if (!alert) throw new CodedError('not-found', `there is no alert ${id}`);
      return alert;
    },
  );
}
