import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  voicemailBoxListSchema,
  voicemailChangeSchema,
  voicemailFilterSchema,
  voicemailIdSchema,
  voicemailListSchema,
} from '../../contract/voicemail.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiDoors } from '../api-doors.ts';
import { byteRange } from '../byte-range.ts';
import { signedIn } from '../signed-in.ts';

const oneVoicemail = z.object({ id: voicemailIdSchema });
const noSuch = (id: string): CodedError => new CodedError('not-found', `there is no voicemail message ${id}`);

/** Messages in the boxes of extensions. */
export function voicemailRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { voicemails } = doors;
  routes.get('/voicemail-boxes', { schema: { response: { 200: voicemailBoxListSchema } } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'calls.read');
    return { boxes: [...(await voicemails.boxes(tenantId))] };
  });
  routes.get(
    '/voicemails',
    { schema: { querystring: voicemailFilterSchema, response: { 200: voicemailListSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'calls.read');
      const page = await voicemails.list(tenantId, request.query);
      return { ...page, voicemails: page.voicemails.map((one) => ({ ...one, caller: doors.maskPhone(one.caller) })) };
    },
  );
  routes.get('/voicemails/:id/sound', { schema: { params: oneVoicemail } }, async (request, reply) => {
    const { tenantId } = await signedIn(request, doors, 'recordings.read');
    const sound = await voicemails.sound(tenantId, request.params.id);
    if (!sound) throw noSuch(request.params.id);
    reply.type('audio/wav').header('cache-control', 'private, no-store').header('accept-ranges', 'bytes');
    const range = byteRange(request.headers.range, sound.length);
    if (range === null) return reply.send(Buffer.from(sound));
    if (range === 'unsatisfiable')
      return reply.status(416).header('content-range', `bytes */${sound.length}`).send(Buffer.alloc(0));
    const { first, last } = range;
    reply.status(206).header('content-range', `bytes ${first}-${last}/${sound.length}`);
    return reply.send(Buffer.from(sound.subarray(first, last + 1)));
  });
  routes.patch(
    '/voicemails/:id',
    { schema: { params: oneVoicemail, body: voicemailChangeSchema } },
    async (request, reply) => {
      const { tenantId } = await signedIn(request, doors, 'voicemails.write');
      const as = request.body.heard ? 'heard' : 'new';
      if (!(await voicemails.mark(tenantId, request.params.id, as))) throw noSuch(request.params.id);
      return reply.status(204).send();
    },
  );
  routes.delete('/voicemails/:id', { schema: { params: oneVoicemail } }, async (request, reply) => {
    const { tenantId } = await signedIn(request, doors, 'voicemails.write');
    if (!(await voicemails.mark(tenantId, request.params.id, 'deleted'))) throw noSuch(request.params.id);
    return reply.status(204).send();
  });
}
