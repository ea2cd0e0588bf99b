import { afterEach, expect, test } from 'vitest';
import type { CampaignBoard } from '../contract/api.ts';
import { campaignIdSchema, tenantIdSchema } from '../contract/ids.ts';
import { usualSpeechSettings, type SpeechBoard } from '../contract/speech-settings.ts';
import { spokenByHeader, type SpeechTable } from '../contract/speech-table.ts';
import { systemClock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import { newUuid } from '../foundation/ids.ts';
import { silentLogger } from '../foundation/logger.ts';
import type { ApiDoors, SignedIn } from './api-doors.ts';
import { buildApi, openApi } from './open-api.ts';
import { fakeCti } from './testing/fake-cti.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
const campaignId = campaignIdSchema.parse('00000000-0000-4000-8000-0000000000cc');
const session: SignedIn = { kind: 'user', tenantId, tenant: 'default', user: 'admin', role: 'admin', may: () => true };
const board: CampaignBoard = {
  id: campaignId,
  name: '春季',
  state: 'running',
  leads: 2,
  finished: 1,
  createdAtMs: 0,
  waiting: 1,
  dialing: 1,
  refused: { 'suppression.tenant': 1 },
  outcomes: { busy: 1 },
  grades: {},
  funnel: { dialed: 1, answered: 0, talked: 0, interested: 0, closed: 0 },
  turnLatencyMs: { p50: null, p95: null },
  idleBecause: null,
  inTheAir: [
    {
      callId: 'n1-00000000-0000-4000-8000-000000000001' as never,
      callee: '+8613812345678',
      state: 'talking',
      startedAtMs: 0,
      answeredAtMs: 1,
    },
  ],
};
const parts = { consoleFolder: null, logger: silentLogger, clock: systemClock, newId: newUuid };
const acted: string[] = [];
const speechTable: SpeechTable = {
  recognizers: [],
  voices: [],
  voiceDetector: 'level-only',
  models: [],
  missing: [{ what: 'recognizer', code: 'no-recognizer-model', why: 'no model', mend: 'waihu models pull' }],
};
const speechBoard: SpeechBoard = {
  settings: usualSpeechSettings,
  here: { recognizers: ['house'], synthesizers: ['espeak-ng'], denoiser: null },
};
const usageRow = {
  provider: 'house',
  calls: 2,
  recognizedSec: 3.5,
  synthesizedChars: 0,
  cachedChars: 0,
  modelTokens: 0,
};
const doors: ApiDoors = {
  signIn: async ({ user, password }) =>
    user === 'locked' ? { lockedForMs: 30_000 } : password === 'right' ? { token: 'token', session } : null,
  session: async (token) =>
    token === 'token' ? session : token === 'guest' ? { ...session, role: 'guest', may: () => false } : null,
  signOut: async () => undefined,
  campaigns: async () => [board],
  createCampaign: async () => campaignId,
  copyCampaign: async () => campaignId,
  strategy: async () => null,
  numbers: async () => [],
  markNumber: async () => undefined,
  board: async (_tenant, id) => (id === campaignId ? board : null),
  act: async (_tenant, _id, action) => {
    acted.push(action);
    if (action === 'start') throw new CodedError('campaign-cannot-start', 'the list is empty');
    if (action === 'stop') throw new Error('secret detail');
  },
  calls: async () => ({ calls: [], next: null }),
  call: async () => null,
  recording: async (_tenant, _id, part) => (part?.toSec === undefined ? null : Uint8Array.of(part.fromSec, part.toSec)),
  liveEvents: () => () => undefined,
  alerts: async () => [],
  acknowledgeAlert: async () => null,
  keysGuessed: () => undefined,
  liveAlerts: () => () => undefined,
  cti: fakeCti(),
  speechEngines: {
    table: async () => speechTable,
    say: async (_tenant, { text }) => {
      if (text === 'refused') throw new CodedError('cannot-be-said', 'no synthesiser is here');
      return { wav: Uint8Array.of(1, 2, 3), spokenBy: 'espeak-ng' };
    },
  },
  voicemails: {
    boxes: async () => [],
    list: async () => ({ voicemails: [], next: null }),
    sound: async () => null,
    mark: async () => false,
  },
  scripts: {} as ApiDoors['scripts'],
  tuning: {} as ApiDoors['tuning'],
  speech: {
    board: () => speechBoard,
    set: async (_tenant, settings) => {
      if (settings.recognizers?.includes('qwen'))
        throw new CodedError('speech-settings-unfit', "there is no recogniser 'qwen' here");
      return { ...speechBoard, settings };
    },
    usage: async (_tenant, { from }) => [{ ...usageRow, day: from }],
  },
  queues: async () => ({
    sinceMs: 0,
    queues: [],
    agents: [{ seat: 'amy', state: 'paused', reason: '午休' }],
    callBacks: [
      {
        callId: 'n1-00000000-0000-4000-8000-000000000001' as never,
        queue: 'sales',
        number: '+8613812345678',
        askedAtMs: 1,
        attempts: 0,
      },
    ],
  }),
  maskPhone: (phone) => `${phone.slice(0, 6)}****`,
};

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function api(): Promise<Awaited<ReturnType<typeof buildApi>>> {
  const server = await buildApi({ ...parts, doors });
  servers.push(server);
  return server;
}

const signedIn = { cookies: { waihu_session: 'token' } };

test('signing in gives a cookie that scripts cannot read and other sites do not get', async () => {
  const answer = await (
    await api()
  ).inject({ method: 'POST', url: '/api/v1/session', payload: { user: 'admin', password: 'right' } });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ user: 'admin', role: 'admin', tenant: 'default' });
  expect(answer.headers['set-cookie']).toMatch(/waihu_session=token.*HttpOnly.*SameSite=Strict/);
});

test.each([
  ['a wrong password', { user: 'admin', password: 'wrong' }, 401, 'wrong-sign-in'],
  ['a locked user', { user: 'locked', password: 'x' }, 429, 'locked-out'],
  ['no password', { user: 'admin' }, 400, 'bad-request'],
])('signing in with %s is refused with a problem document', async (_name, payload, status, code) => {
  const answer = await (await api()).inject({ method: 'POST', url: '/api/v1/session', payload });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ status, code });
});

test.each([
  '/session',
  '/campaigns',
  `/campaigns/${campaignId}`,
  '/calls',
  '/calls/n1-00000000-0000-4000-8000-000000000001',
  '/calls/n1-00000000-0000-4000-8000-000000000001/recording.wav',
])('GET %s needs a session', async (url) => {
  const answer = await (await api()).inject({ url: `/api/v1${url}` });
  expect([answer.statusCode, answer.json().code]).toEqual([401, 'not-signed-in']);
});

test('seconds of a recording are given to who may hear it; what are none are refused', async () => {
  const server = await api();
  const ask = (query: string, as: object = signedIn) =>
    server.inject({ url: `/api/v1/calls/n1-00000000-0000-4000-8000-000000000001/recording.wav?${query}`, ...as });
  expect([...(await ask('fromSec=3&toSec=5')).rawPayload]).toEqual([3, 5]);
  expect([...(await ask('toSec=5')).rawPayload]).toEqual([0, 5]);
  expect((await ask('fromSec=3')).statusCode).toBe(404);
  for (const wrong of ['fromSec=5&toSec=3', 'fromSec=-1', 'toSec=x']) expect((await ask(wrong)).statusCode).toBe(400);
  expect((await ask('fromSec=3&toSec=5', { cookies: { waihu_session: 'guest' } })).statusCode).toBe(403);
});

test('a role that may not is told so', async () => {
  const answer = await (await api()).inject({ url: '/api/v1/campaigns', cookies: { waihu_session: 'guest' } });
  expect([answer.statusCode, answer.json().detail]).toEqual([403, "role 'guest' may not campaigns.read"]);
});

test('the board masks the numbers in the air', async () => {
  const answer = await (await api()).inject({ url: `/api/v1/campaigns/${campaignId}`, ...signedIn });
  expect(answer.json().inTheAir[0].callee).toBe('+86138****');
  expect(answer.body).not.toContain('12345678');
});

test('a campaign that cannot start says why; what we did not expect says nothing of itself', async () => {
  const server = await api();
  const refused = await server.inject({ method: 'POST', url: `/api/v1/campaigns/${campaignId}/start`, ...signedIn });
  expect([refused.statusCode, refused.json().detail]).toEqual([409, 'the list is empty']);
  const broken = await server.inject({ method: 'POST', url: `/api/v1/campaigns/${campaignId}/stop`, ...signedIn });
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toContain('secret detail');
});

test('what another site sends is not taken', async () => {
  const answer = await (
    await api()
  ).inject({
    method: 'POST',
    url: `/api/v1/campaigns/${campaignId}/pause`,
    ...signedIn,
    headers: { origin: 'http://elsewhere.example', host: 'localhost' },
  });
  expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign-origin']);
});

test('an unknown address or campaign is 404, a malformed id 400', async () => {
  const server = await api();
  expect((await server.inject({ url: '/api/v1/nothing', ...signedIn })).statusCode).toBe(404);
  expect(
    (await server.inject({ url: '/api/v1/campaigns/00000000-0000-4000-8000-0000000000dd', ...signedIn })).statusCode,
  ).toBe(404);
  expect((await server.inject({ url: '/api/v1/campaigns/nonsense', ...signedIn })).statusCode).toBe(400);
});

test('openApi() on a port in use names the port and what to do', async () => {
  const first = await openApi({ ...parts, doors, host: '127.0.0.1', port: 0 });
  servers.push(first);
  const port = Number(new URL(first.url).port);
  await expect(openApi({ ...parts, doors, host: '127.0.0.1', port })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is taken by another program; stop it or set WAIHU_HTTP_PORT`,
  );
});

test('alerts are listed and acknowledged by who may, and by nobody else', async () => {
  const server = await api();
  const id = '00000000-0000-4000-8000-0000000000ee';
  expect((await server.inject({ url: '/api/v1/alerts' })).statusCode).toBe(401);
  expect((await server.inject({ url: '/api/v1/alerts', cookies: { waihu_session: 'guest' } })).statusCode).toBe(403);
  expect((await server.inject({ url: '/api/v1/alerts?acknowledged=false', ...signedIn })).json()).toEqual({
    alerts: [],
  });
  const change = { method: 'PATCH', url: `/api/v1/alerts/${id}`, payload: { acknowledged: true } } as const;
  expect((await server.inject({ ...change, cookies: { waihu_session: 'guest' } })).statusCode).toBe(403);
  expect((await server.inject({ ...change, ...signedIn })).statusCode).toBe(404);
  expect((await server.inject({ ...change, payload: { acknowledged: false }, ...signedIn })).statusCode).toBe(400);
});

test('how calls hear and speak is shown, and changed by who may; what is not here is refused', async () => {
  const server = await api();
  const url = '/api/v1/speech';
  const guest = { cookies: { waihu_session: 'guest' } };
  expect((await server.inject({ url })).statusCode).toBe(401);
  expect((await server.inject({ url, ...signedIn })).json()).toEqual(speechBoard);
  const put = (payload: object, as: object) => server.inject({ method: 'PUT', url, payload, ...as });
  expect((await put({ denoise: true }, guest)).statusCode).toBe(403);
  const changed = await put({ recognizers: ['house'], gainControl: true }, signedIn);
  expect([changed.statusCode, changed.json()]).toEqual([
    200,
    { ...speechBoard, settings: { ...usualSpeechSettings, recognizers: ['house'], gainControl: true } },
  ]);
  const refused = await put({ recognizers: ['qwen'] }, signedIn);
  expect([refused.statusCode, refused.json()]).toMatchObject([422, { code: 'speech-settings-unfit' }]);
  for (const wrong of [{ recognizers: [] }, { recognizers: ['a', 'a'] }, { denoise: 'yes' }, { volume: 3 }])
    expect((await put(wrong, signedIn)).statusCode).toBe(400);
});

test('usage is told for days, and nonsense is refused', async () => {
  const server = await api();
  const ask = (query: string, as: object = signedIn) => server.inject({ url: `/api/v1/usage?${query}`, ...as });
  expect((await ask('from=2026-03-01&to=2026-03-31', {})).statusCode).toBe(401);
  expect((await ask('from=2026-03-01&to=2026-03-31')).json()).toEqual({ rows: [{ ...usageRow, day: '2026-03-01' }] });
  for (const wrong of [
    '',
    'from=2026-03-01',
    'from=2026-03-02&to=2026-03-01',
    'from=2020-01-01&to=2026-01-01',
    'from=x&to=y',
  ])
    expect((await ask(wrong)).statusCode).toBe(400);
});

test('what hears and speaks is shown, and a sentence is said to who may, not longer than a sentence', async () => {
  const server = await api();
  const guest = { cookies: { waihu_session: 'guest' } };
  const url = '/api/v1/speech/try';
  expect((await server.inject({ url: '/api/v1/speech/engines' })).statusCode).toBe(401);
  expect((await server.inject({ url: '/api/v1/speech/engines', ...signedIn })).json()).toEqual(speechTable);
  const say = (text: string, as: object) =>
    server.inject({ method: 'POST', url, payload: { text, voice: { language: 'cmn' } }, ...as });
  expect((await say('您好', guest)).statusCode).toBe(403);
  const said = await say('您好', signedIn);
  expect([said.statusCode, said.headers['content-type'], said.headers[spokenByHeader]]).toEqual([
    200,
    'audio/wav',
    'espeak-ng',
  ]);
  expect(said.rawPayload).toEqual(Buffer.from([1, 2, 3]));
  for (const text of ['', '  ', '好'.repeat(201)]) expect((await say(text, signedIn)).statusCode).toBe(400);
  const refused = await say('refused', signedIn);
  expect([refused.statusCode, refused.json()]).toMatchObject([503, { code: 'cannot-be-said' }]);
});

test('queues are shown with the numbers of those to be called back masked', async () => {
  const server = await api();
  expect((await server.inject({ url: '/api/v1/queues' })).statusCode).toBe(401);
  expect((await server.inject({ url: '/api/v1/queues', cookies: { waihu_session: 'guest' } })).statusCode).toBe(403);
  const shown = await server.inject({ url: '/api/v1/queues', ...signedIn });
  expect(shown.json()).toMatchObject({
    agents: [{ seat: 'amy', state: 'paused', reason: '午休' }],
    callBacks: [{ queue: 'sales', number: '+86138****' }],
  });
});
