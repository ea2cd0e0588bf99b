import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newUuid } from '../foundation/ids.ts';
import { silentLogger } from '../foundation/logger.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { buildApi } from './open-api.ts';
import { callIdOf, doorsWith, fakeCti, houseA, houseB, type FakeCti } from './testing/fake-cti.ts';

let cti: FakeCti;
let clock: FakeClock;
let doors: ReturnType<typeof doorsWith>;
let server: FastifyInstance;
beforeEach(async () => {
  cti = fakeCti();
  clock = new FakeClock();
  doors = doorsWith(cti);
  server = await buildApi({ doors, consoleFolder: null, logger: silentLogger, clock, newId: newUuid });
  cti.put(houseA, callIdOf(1), { parties: [{ leg: 'x/1', party: '801', as: 'callee', state: 'talking' }] });
  cti.put(houseB, callIdOf(2), {});
});
afterEach(() => server.close());

const ask = (key: string | null, method: 'GET' | 'POST' | 'PUT' | 'OPTIONS', path: string, more: InjectOptions = {}) =>
  server.inject({
    method,
    url: `/api/v1/cti${path}`,
    ...more,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...more.headers },
  });

const call = `/calls/${callIdOf(1)}`;
const control = 'wk_a:calls:control';
const leg = 'x/1';

describe('commands', () => {
  test.each([
    ['/answer', { extension: '801' }, { kind: 'answer', extension: '801' }],
    ['/hold', { leg }, { kind: 'hold', leg }],
    ['/resume', { leg }, { kind: 'resume', leg }],
    ['/transfer', { leg, to: '802' }, { kind: 'transfer', leg, to: '802' }],
    ['/consult', { leg, to: '802' }, { kind: 'consult', leg, to: '802' }],
    ['/end-consult', { leg, how: 'conference' }, { kind: 'end-consult', leg, how: 'conference' }],
    ['/add-party', { to: '+8613800138000' }, { kind: 'add-party', to: '+8613800138000' }],
    ['/drop-party', { leg }, { kind: 'drop-party', leg }],
    ['/park', { leg }, { kind: 'park', leg }],
    ['/send-digits', { leg, digits: '12#' }, { kind: 'send-digits', leg, digits: '12#' }],
    ['/pause-recording', { on: true }, { kind: 'pause-recording', on: true }],
    ['/hang-up', undefined, { kind: 'hang-up' }],
  ])('of a call: POST %s', async (path, payload, command) => {
    const answer = await ask(control, 'POST', `${call}${path}`, payload && { payload });
    expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
    expect(cti.asked).toEqual([
      { tenantId: houseA, command: { ...command, callId: callIdOf(1) }, by: { kind: 'api-key', name: 'crm-a' } },
    ]);
  });

  test('of the house: calls are placed, picked up, fetched, agents told', async () => {
    const placed = await ask(control, 'POST', '/calls', { payload: { from: '801', to: '802' } });
    expect([placed.statusCode, placed.json()]).toEqual([201, { callId: callIdOf(1) }]);
    expect(placed.headers['location']).toBe(`/api/v1/cti/calls/${callIdOf(1)}`);
    await ask(control, 'POST', '/pick-up', { payload: { ringing: '802', extension: '801' } });
    await ask(control, 'POST', '/unpark', { payload: { place: '71', extension: '801' } });
    await ask('wk_a:agents:control', 'PUT', '/agents/amy', { payload: { state: 'paused', reason: 'lunch' } });
    await ask('wk_a:calls:monitor', 'POST', `${call}/monitor`, { payload: { leg, extension: '900', mode: 'whisper' } });
    expect(cti.asked.map(({ command }) => command)).toEqual([
      { kind: 'originate', from: '801', to: '802', autoAnswer: false },
      { kind: 'pick-up', ringing: '802', extension: '801' },
      { kind: 'unpark', place: '71', extension: '801' },
      { kind: 'agent', seat: 'amy', state: 'paused', reason: 'lunch' },
      { kind: 'monitor', callId: callIdOf(1), leg, extension: '900', mode: 'whisper' },
    ]);
  });

  test.each([
    ['no-such-party', 404],
    ['no-such-extension', 404],
    ['no-such-place', 404],
    ['no-such-seat', 404],
    ['not-now', 409],
    ['not-reachable', 409],
    ['not-allowed', 403],
    ['draining', 503],
  ] as const)('refused with %s are problem documents of status %i', async (code, status) => {
    cti.answers.push({ ok: false, code, what: 'said the switchboard' });
    const answer = await ask(control, 'POST', `${call}/hold`, { payload: { leg } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code, detail: 'said the switchboard' });
    expect(answer.statusCode).toBe(status);
  });

  test.each([
    ['/calls', { from: '801', to: 'sip:evil@example.com' }],
    ['/calls', { from: 'x', to: '802' }],
    ['/calls', { from: '801', to: '802', autoanswer: true }],
    [`${call}/hold`, {}],
    [`${call}/monitor`, { leg, extension: '900', mode: 'spy' }],
    ['/calls/nonsense/hold', { leg }],
    [`${call}/hold`, undefined],
  ])('that are none are refused before they reach anybody: %s %j', async (path, payload) => {
    const answer = await ask('wk_a:calls:control,calls:monitor', 'POST', path, payload && { payload });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad-request']);
    expect(cti.asked).toEqual([]);
  });
});

describe('placing a call with an Idempotency-Key', () => {
  const place = (to: string, key = 'k1', who = control) =>
    ask(who, 'POST', '/calls', { payload: { from: '801', to }, headers: { 'idempotency-key': key } });

  test('twice, even at once, places one', async () => {
    const answers = await Promise.all([place('802'), place('802')]);
    answers.push(await place('802'));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(cti.asked).toHaveLength(1);
    await place('802', 'k2');
    await place('802', 'k1', 'wk_b:calls:control');
    expect(cti.asked).toHaveLength(3);
  });

  test('for another call is refused', async () => {
    await place('802');
    const answer = await place('803');
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'idempotency-key-reused']);
    expect((await place('802', 'x'.repeat(129))).statusCode).toBe(400);
  });

  test('that was refused may be asked again, and an hour later it is another call', async () => {
    cti.answers.push({ ok: false, code: 'not-reachable', what: '801 is not registered' });
    expect((await place('802')).statusCode).toBe(409);
    expect((await place('802')).statusCode).toBe(201);
    clock.tick(3_600_000);
    expect((await place('802')).statusCode).toBe(201);
    expect(cti.asked).toHaveLength(3);
  });
});

describe('who may', () => {
  test.each([
    ['wk_a:calls:read', 'POST', '/calls', 'calls:control'],
    ['wk_a:calls:read,calls:monitor', 'POST', `${call}/hang-up`, 'calls:control'],
    ['wk_a:calls:control', 'POST', `${call}/monitor`, 'calls:monitor'],
    ['wk_a:calls:control', 'GET', '/calls', 'calls:read'],
    ['wk_a:calls:control', 'GET', '/agents', 'agents:read'],
    ['wk_a:agents:read', 'PUT', '/agents/amy', 'agents:control'],
  ] as const)('%s may not %s %s and is told the scope %s', async (key, method, path, scope) => {
    const bodies: Record<string, object> = {
      '/calls': { from: '801', to: '802' },
      [`${call}/monitor`]: { leg, extension: '900', mode: 'listen' },
      '/agents/amy': { state: 'ready' },
    };
    const payload = method === 'GET' ? undefined : bodies[path];
    const answer = await ask(key, method, path, payload && { payload });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'forbidden']);
    expect(answer.json().detail).toContain(`lacks the scope ${scope}`);
    expect(cti.asked).toEqual([]);
  });

  test.each([[null], ['nonsense'], ['wk_c:calls:read']])('nobody with %j is let in', async (key) => {
    const answer = await ask(key, 'GET', '/calls');
    expect([answer.statusCode, answer.json().code, answer.headers['www-authenticate']]).toEqual([
      401,
      'not-signed-in',
      'Bearer',
    ]);
  });

  test('another scheme of authorization is refused, whatever the cookie says', async () => {
    const answer = await ask(null, 'GET', '/calls', {
      headers: { authorization: 'Basic abc' },
      cookies: { waihu_session: 'wk_a:calls:read' },
    });
    expect(answer.statusCode).toBe(401);
  });

  test('somebody signed in uses the same routes', async () => {
    const answer = await ask(null, 'GET', '/calls', { cookies: { waihu_session: 'wk_a:calls:read' } });
    expect(answer.statusCode).toBe(200);
  });

  test("another house's call is not there, to read or to command", async () => {
    const all = 'wk_b:calls:read,calls:control,agents:read';
    expect((await ask(all, 'GET', '/calls')).json().map(({ callId }: { callId: string }) => callId)).toEqual([
      callIdOf(2),
    ]);
    expect((await ask(all, 'GET', '/agents')).json()).toEqual([]);
    for (const answer of [
      await ask(all, 'GET', call),
      await ask(all, 'POST', `${call}/hang-up`),
      await ask(all, 'POST', `${call}/hold`, { payload: { leg } }),
    ])
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'no-such-call']);
    expect(cti.asked).toEqual([]);
  });

  test('numbers are masked without numbers:read', async () => {
    const seen = async (key: string) => (await ask(key, 'GET', call)).json().caller;
    expect(await seen('wk_a:calls:read')).toBe('+****5678');
    expect(await seen('wk_a:calls:read,numbers:read')).toBe('+8613812345678');
  });
});

describe('too often', () => {
  test('a key that asks faster than it may waits, and others do not', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 61; count++) statuses.push((await ask('wk_a:calls:read', 'GET', '/calls')).statusCode);
    expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([60, 429]);
    const refused = await ask('wk_a:calls:read', 'GET', '/calls');
    expect([refused.json().code, refused.headers['retry-after']]).toEqual(['too-many-requests', '1']);
    expect((await ask('wk_b:calls:read', 'GET', '/calls')).statusCode).toBe(200);
    clock.tick(1_000);
    expect((await ask('wk_a:calls:read', 'GET', '/calls')).statusCode).toBe(200);
  });

  test('an address that guesses keys is refused unasked, but for keys that were good before', async () => {
    expect((await ask('wk_a:calls:read', 'GET', '/calls')).statusCode).toBe(200);
    const statuses: number[] = [];
    for (let count = 0; count < 21; count++) statuses.push((await ask(`guess-${count}`, 'GET', '/calls')).statusCode);
    expect([statuses.filter((status) => status === 401).length, statuses.at(-1)]).toEqual([20, 429]);
    expect(doors.guessed).toEqual(['127.0.0.1']);
    expect((await ask('wk_a:calls:read', 'GET', '/calls')).statusCode).toBe(200);
    expect((await ask('wk_b:calls:read', 'GET', '/calls')).statusCode).toBe(429);
  });
});

describe('a page of another site', () => {
  const headers = { origin: 'https://crm.example', host: 'localhost' };

  test('may use the interface with a key of its own', async () => {
    const allowed = await ask(null, 'OPTIONS', '/calls', { headers });
    expect([allowed.statusCode, allowed.headers['access-control-allow-headers']]).toEqual([
      204,
      'authorization, content-type, idempotency-key',
    ]);
    const answer = await ask(control, 'POST', `${call}/hang-up`, { headers });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, '*']);
  });

  test('never with the session of who looks at it', async () => {
    const cookies = { waihu_session: control };
    const answer = await ask(null, 'POST', `${call}/hang-up`, { headers, cookies });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign-origin']);
    const read = await ask(null, 'GET', '/calls', { headers, cookies: { waihu_session: 'wk_a:calls:read' } });
    expect(read.headers['access-control-allow-origin']).toBeUndefined();
  });
});

test('OpenAPI 3.1 tells each route with the scope it needs', async () => {
  const { openapi, paths } = (await server.inject({ url: '/api/v1/openapi.json' })).json();
  expect(openapi).toBe('3.1.0');
  expect(paths['/api/v1/cti/calls'].post).toMatchObject({
    summary: 'Rings an extension and, when it answers, dials for it',
    security: [{ key: ['calls:control'] }, { session: [] }],
  });
  const { schema } = paths['/api/v1/cti/calls/{callId}/transfer'].post.requestBody.content['application/json'];
  expect(schema).toMatchObject({ required: ['leg', 'to'], properties: { to: { pattern: '^[+*#0-9]{1,32}$' } } });
  expect(Object.keys(paths).filter((path) => path.includes('/cti/'))).toHaveLength(19);
});
