import { afterEach, expect, test } from 'vitest';
import fastify, { type FastifyInstance } from 'fastify';
import cookie from '@fastify/cookie';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { callIdSchema, tenantIdSchema } from '../contract/ids.ts';
import { voicemailIdSchema, type VoicemailFilter } from '../contract/voicemail.ts';
import type { ApiAction, ApiDoors } from './api-doors.ts';
import { problemOf } from './problem.ts';
import { voicemailRoutes } from './routes/voicemail-routes.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
const voicemailId = voicemailIdSchema.parse('00000000-0000-4000-8000-000000000001');
const row = {
  voicemailId,
  box: '8001',
  callId: callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001'),
  caller: '+8613812345678',
  leftAtMs: 1,
  durationMs: 4_000,
  heard: false,
};
const sound = Uint8Array.from({ length: 100 }, (_, index) => index);
const asked: VoicemailFilter[] = [];
const marks: string[] = [];
const rights: Readonly<Record<string, readonly ApiAction[]>> = {
  all: ['calls.read', 'recordings.read', 'voicemails.write'],
  reads: ['calls.read', 'recordings.read'],
  nothing: [],
};
const doors = {
  session: async (token: string) => {
    const mine = rights[token];
    return mine
      ? {
          kind: 'user',
          tenantId,
          tenant: 't',
          user: 'u',
          role: token,
          may: (action: ApiAction) => mine.includes(action),
        }
      : null;
  },
  voicemails: {
    boxes: async () => [{ box: '8001', newMessages: 2, heardMessages: 0 }],
    list: async (_tenant: string, filter: VoicemailFilter) => {
      asked.push(filter);
      return { voicemails: [row], next: 'n' };
    },
    sound: async (_tenant: string, id: string) => (id === voicemailId ? sound : null),
    mark: async (_tenant: string, id: string, as: string) => id === voicemailId && marks.push(as) > 0,
  },
  maskPhone: (phone: string) => `${phone.slice(0, 6)}****`,
} as unknown as ApiDoors;

const servers: FastifyInstance[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function ask(method: 'GET' | 'PATCH' | 'DELETE', url: string, as: string, more: object = {}, at = '/voicemails') {
  const server = fastify();
  servers.push(server);
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    return reply.status(problem.status).send(JSON.stringify(problem));
  });
  await server.register(cookie);
  voicemailRoutes(server, doors);
  return server.inject({ method, url: `${at}${url}`, cookies: { waihu_session: as }, ...more });
}

test('messages are listed by box and by whether they were heard, callers masked', async () => {
  const answer = await ask('GET', '?box=8001&heard=false&limit=10', 'reads');
  expect(answer.json()).toEqual({ voicemails: [{ ...row, caller: '+86138****' }], next: 'n' });
  expect(asked.splice(0)).toEqual([{ box: '8001', heard: false, limit: 10 }]);
  expect((await ask('GET', '?box=x', 'reads')).statusCode).toBe(400);
});

test('boxes are listed with what stands in them', async () => {
  const answer = await ask('GET', '', 'reads', {}, '/voicemail-boxes');
  expect(answer.json()).toEqual({ boxes: [{ box: '8001', newMessages: 2, heardMessages: 0 }] });
  expect((await ask('GET', '', 'nothing', {}, '/voicemail-boxes')).statusCode).toBe(403);
});

test('a sound comes whole or by the part that is asked for', async () => {
  const whole = await ask('GET', `/${voicemailId}/sound`, 'reads');
  expect([whole.statusCode, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
    200,
    'audio/wav',
    'bytes',
  ]);
  expect(whole.rawPayload).toEqual(Buffer.from(sound));
  const part = await ask('GET', `/${voicemailId}/sound`, 'reads', { headers: { range: 'bytes=10-19' } });
  expect([part.statusCode, part.headers['content-range']]).toEqual([206, 'bytes 10-19/100']);
  expect(part.rawPayload).toEqual(Buffer.from(sound.subarray(10, 20)));
  const beyond = await ask('GET', `/${voicemailId}/sound`, 'reads', { headers: { range: 'bytes=100-' } });
  expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */100']);
});

test('messages are marked and deleted by who may', async () => {
  expect((await ask('PATCH', `/${voicemailId}`, 'all', { payload: { heard: true } })).statusCode).toBe(204);
  expect((await ask('PATCH', `/${voicemailId}`, 'all', { payload: { heard: false } })).statusCode).toBe(204);
  expect((await ask('DELETE', `/${voicemailId}`, 'all')).statusCode).toBe(204);
  expect(marks.splice(0)).toEqual(['heard', 'new', 'deleted']);
  expect((await ask('PATCH', `/${voicemailId}`, 'reads', { payload: { heard: true } })).statusCode).toBe(403);
  expect((await ask('DELETE', `/${voicemailId}`, 'reads')).statusCode).toBe(403);
  expect(marks).toEqual([]);
});

test('who may not read gets nothing, and what another tenant has is not there', async () => {
  expect((await ask('GET', '', 'nothing')).statusCode).toBe(403);
  expect((await ask('GET', `/${voicemailId}/sound`, 'nothing')).statusCode).toBe(403);
  expect((await ask('GET', '', 'nobody')).statusCode).toBe(401);
  const other = '00000000-0000-4000-8000-000000000002';
  expect((await ask('GET', `/${other}/sound`, 'all')).statusCode).toBe(404);
  expect((await ask('PATCH', `/${other}`, 'all', { payload: { heard: true } })).statusCode).toBe(404);
  expect((await ask('DELETE', `/${other}`, 'all')).statusCode).toBe(404);
});
