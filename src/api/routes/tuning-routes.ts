import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  assignmentSchema,
  draftEffectsSchema,
  effectsWishSchema,
  ignoreSchema,
  misunderstoodFilterSchema,
  misunderstoodSchema,
  tuningReportSchema,
} from '../../contract/tuning.ts';
import { scriptPageSchema } from '../../contract/script-library.ts';
import type { ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

const oneScript = z.object({ scriptId: z.string().max(48) });
const reportWish = z.object({
  version: z.coerce.number().int().positive().optional(),
  leastVisits: z.coerce.number().int().positive().default(30),
});

/** The daily loop of a script: what customers said is read with the right to calls, what robots understand changed with that to scripts. */
export function tuningRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { tuning } = doors;
  routes.get(
    '/scripts/:scriptId/misunderstood',
    { schema: { params: oneScript, querystring: misunderstoodFilterSchema, response: { 200: misunderstoodSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      return tuning.misunderstood(tenantId, request.params.scriptId, request.query);
    },
  );
  routes.get(
    '/scripts/:scriptId/report',
    { schema: { params: oneScript, querystring: reportWish, response: { 200: tuningReportSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      return tuning.report(tenantId, request.params.scriptId, request.query);
    },
  );
  routes.get(
    '/scripts/:scriptId/report.html',
    { schema: { params: oneScript, querystring: reportWish } },
    async (request, reply) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      const report = await tuning.report(tenantId, request.params.scriptId, request.query);
      return reply.type('text/html; charset=utf-8').send(tuning.reportPage(report));
    },
  );
  changes(server, doors);
}

function changes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { tuning, scripts } = doors;
  routes.post(
    '/scripts/:scriptId/misunderstood/assign',
    { schema: { params: oneScript, body: assignmentSchema, response: { 200: scriptPageSchema } } },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.write');
      await tuning.assign(tenantId, request.params.scriptId, request.body, { by: user });
      return scripts.page(tenantId, request.params.scriptId);
    },
  );
  routes.post(
    '/scripts/:scriptId/misunderstood/ignore',
    {
      schema: { params: oneScript, body: ignoreSchema, response: { 200: z.object({ changed: z.number().int() }) } },
    },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.write');
      return { changed: await tuning.ignore(tenantId, request.params.scriptId, request.body, { by: user }) };
    },
  );
  routes.post(
    '/scripts/:scriptId/draft/effects',
    { schema: { params: oneScript, body: effectsWishSchema, response: { 200: draftEffectsSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.write');
      return tuning.effects(tenantId, request.params.scriptId, request.body);
    },
  );
}
