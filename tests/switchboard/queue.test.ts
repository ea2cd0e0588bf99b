import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatWav, toneSound } from '../../src/audio/index.ts';
import { testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import type { QueueBoard, QueueRow } from '../../src/contract/queue-board.ts';
import { voicemailsOfBox } from '../../src/voicemail/index.ts';
import { agentAt, registeredPhone, sounds, Told } from './house-kit.ts';
import type { Phone } from './phone.ts';
import { TrunkPeer, type Outsider } from './trunk-peer.ts';

const customer = '+9991380001';
const musicHz = 330;
const toneOf = { '8001': 620, '8002': 880, '8003': 1040 } as const;
type Extension = keyof typeof toneOf;

const text = (trunkPort: number): string => `
trunks:
  - { name: office, proxy: '127.0.0.1:${trunkPort}', callerNumbers: ['${testCaller}', '+9990000002', '+9990000003', '+9990000004'], simulated: true, callsPerSecond: 20 }
extensions:
  - { name: '8001', password: env:P8001, voicemail: {} }
  - { name: '8002', password: env:P8002 }
  - { name: '8003', password: env:P8003 }
seats:
  - { name: amy, extension: '8001' }
  - { name: bob, extension: '8002' }
queues:
  - name: sales
    strategy: ring-all
    wrapUpMs: 1500
    music: calm
    announcements: { firstAfterMs: 3000, everyMs: 0 }
    serviceLevel: { withinMs: 20000, shortAbandonMs: 0 }
  - name: night
    overflow: [{ when: no-agents, to: { kind: voicemail, box: '8001' } }]
  - name: busy
    seats: [bob]
    overflow: [{ when: waited, afterMs: 1500, to: { kind: queue, queue: sales } }]
  - name: promises
    seats: [amy]
    wrapUpMs: 0
    callBack: { offerAfterMs: 0, attempts: 1 }
routes:
  - { name: sales, dialed: ['${testCaller}'], to: { kind: queue, queue: sales } }
  - { name: night, dialed: ['+9990000002'], to: { kind: queue, queue: night } }
  - { name: busy, dialed: ['+9990000003'], to: { kind: queue, queue: busy } }
  - { name: promises, dialed: ['+9990000004'], to: { kind: queue, queue: promises } }
`;

let program: TestProgram;
let carrier: TrunkPeer;
let told: Told;
let key: string;
const phones = {} as Record<Extension, Phone>;

beforeAll(async () => {
  Object.assign(process.env, { P8001: 'first-secret', P8002: 'second-secret', P8003: 'third-secret' });
  program = await startTestProgram();
  told = new Told(program);
  carrier = await TrunkPeer.open(() => program.waihu.sip.addresses[0]?.port ?? 0);
  const folder = join(program.folder, 'data', 'music');
  await mkdir(folder, { recursive: true });
  const samples = toneSound({ frequenciesHz: [musicHz], levelDbfs: -15 }, 4_000);
  await writeFile(join(folder, 'calm.wav'), formatWav({ samples, sampleRateHz: 8000, channels: 1 }));
  await program.run('lines apply', { text: text(carrier.port) });
  for (const number of ['8001', '8002', '8003'] as const)
    phones[number] = await registeredPhone(program, {
      number,
      toneHz: toneOf[number],
      password: process.env[`P${number}`]!,
    });
  const made = await program.run('api-key create', {
    name: 'wallboard',
    scopes: ['calls:read', 'agents:read', 'agents:control'],
  });
  ({ key } = made.json as { key: string });
});
afterAll(async () => {
  await carrier.close();
  await Promise.all(Object.values(phones).map((one) => one.close()));
  await program.close();
});
afterEach(async () => {
  await eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air');
  for (const seat of ['amy', 'bob']) await agent(seat, 'offline');
  await eventually(async () => agentAt(program, 'amy') === 'offline' && agentAt(program, 'bob') === 'offline', 'rest');
});

async function ask(path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${program.waihu.api.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) }),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${said}`);
  return said === '' ? null : JSON.parse(said);
}

const agent = (seat: string, state: 'ready' | 'paused' | 'offline'): Promise<unknown> =>
  ask(`/cti/agents/${seat}`, { state });

const figures = async (queue: string): Promise<QueueRow> => {
  const { queues } = (await ask('/queues')) as QueueBoard;
  return queues.find(({ name }) => name === queue)!;
};

const recordOf = (callId: string): Promise<CallRecord> =>
  eventually(async () => (await program.records()).find((record) => record.callId === callId), 'its record');

/** A caller who came to a queue. */
async function entersQueue(number: string, toneHz = 440): Promise<{ person: Outsider; callId: string }> {
  const from = told.all.length;
  const person = await carrier.call(number, customer, toneHz);
  const { callId } = await told.first('queued', ({ fact }) => fact.kind === 'entered', from);
  return { person, callId };
}

/** Dials a feature code and waits for what is said to be over. */
async function dials(number: Extension, code: string): Promise<void> {
  const phone = phones[number];
  const from = phone.told.length;
  phone.call(code);
  await eventually(async () => phone.told.slice(from).includes('ended remote'), `the end of ${code}`);
}

describe('a caller in a queue', () => {
  it('hears its music and his place, and counts as abandoned when he gives up', async () => {
    const { person, callId } = await entersQueue(testCaller);
    await eventually(async () => sounds(person.heard, musicHz), 'the music');
    const before = person.heard.length;
    // The place is spoken over the music, which goes on after it.
    await eventually(async () => person.heard.length > before + 16_000 && !sounds(person.heard, musicHz), 'his place');
    await eventually(async () => sounds(person.heard, musicHz), 'the music again');
    expect(await figures('sales')).toMatchObject({ waiting: 1, expectedWaitMs: null, today: { entered: 1 } });
    await person.hangUp();
    const record = await recordOf(callId);
    expect(record).toMatchObject({ direction: 'inbound', hangUpBy: 'customer' });
    expect(await figures('sales')).toMatchObject({
      waiting: 0,
      today: { entered: 1, abandoned: 1, connected: 0, serviceLevel: 0 },
    });
  });

  it('rings all agents who signed in by telephone; the first that answers has him, and wraps up after', async () => {
    await dials('8001', '*45');
    await dials('8002', '*45');
    await eventually(async () => agentAt(program, 'amy') === 'ready' && agentAt(program, 'bob') === 'ready', 'agents');
    expect(await ask('/cti/agents')).toMatchObject([
      { seat: 'amy', state: 'ready' },
      { seat: 'bob', state: 'ready' },
    ]);
    const before = await figures('sales');
    const { person, callId } = await entersQueue(testCaller);
    const { party } = await told.first('party-joined', (event) => event.callId === callId && event.as === 'agent');
    const hz = toneOf[party as Extension];
    await eventually(async () => sounds(person.heard, hz) && sounds(phones[party as Extension].heard, 440), 'both');
    const offered = told.of('queued', callId).flatMap(({ fact }) => (fact.kind === 'offered' ? [fact.agent] : []));
    expect(offered.toSorted()).toEqual(['amy', 'bob']);
    const other = party === '8001' ? '8002' : '8001';
    await eventually(async () => /cancelled|ended/u.test(phones[other].told.at(-1) ?? ''), 'the other to be let go');
    const [has, free] = party === '8001' ? ['amy', 'bob'] : ['bob', 'amy'];
    expect([agentAt(program, has), agentAt(program, free)]).toEqual(['busy', 'ready']);
    await person.hangUp();
    await told.first('queued', ({ fact }) => fact.kind === 'handled' && fact.callId === callId);
    expect(agentAt(program, has)).toBe('wrap-up');
    const after = await figures('sales');
    expect(after.today.connected - before.today.connected).toBe(1);
    expect(after.today.connectedInTime - before.today.connectedInTime).toBe(1);
    await eventually(async () => agentAt(program, has) === 'ready', 'the end of the wrap-up');
    await dials('8001', '*47');
    expect(agentAt(program, 'amy')).toBe('paused');
    await dials('8001', '*47');
    expect(agentAt(program, 'amy')).toBe('ready');
    await dials('8001', '*46');
    expect(agentAt(program, 'amy')).toBe('offline');
  });

  it('is sent to voicemail where nobody is at work, and to another queue where it takes too long', async () => {
    const from = told.all.length;
    const { person, callId } = await entersQueue('+9990000002', 0);
    person.talk(40);
    // The greeting and the beep, then what he says.
    await eventually(async () => person.heard.length > 120_000, 'the greeting and some seconds more');
    await person.hangUp();
    await recordOf(callId);
    const { database, tenantId } = program.waihu;
    await eventually(async () => (await voicemailsOfBox(database, tenantId, '8001')).length === 1, 'the message');
    expect((await figures('night')).today).toMatchObject({ entered: 1, overflowed: 1 });

    const second = await entersQueue('+9990000003');
    await told.first('queued', ({ fact, callId: id }) => id === second.callId && fact.kind === 'overflowed', from);
    await agent('amy', 'ready');
    await told.first('party-joined', (event) => event.callId === second.callId && event.party === '8001', from);
    await eventually(async () => sounds(second.person.heard, 620), 'amy');
    await second.person.hangUp();
    await recordOf(second.callId);
    expect((await figures('busy')).today).toMatchObject({ entered: 1, overflowed: 1 });
  });

  it('is offered to nobody who talks already, and to whom sent him on at once', async () => {
    await agent('amy', 'ready');
    phones['8001'].call('8003');
    await eventually(async () => agentAt(program, 'amy') === 'busy', 'amy to be busy with a call of her own');
    const { person, callId } = await entersQueue(testCaller);
    await eventually(async () => sounds(person.heard, musicHz), 'the music');
    expect(told.of('queued', callId).map(({ fact }) => fact.kind)).toEqual(['entered']);
    await phones['8001'].hangUp();
    const { leg } = await told.first('party-joined', (event) => event.callId === callId && event.as === 'caller');
    await told.first('party-joined', (event) => event.callId === callId && event.party === '8001');
    const { tenantId, live } = program.waihu;
    const by = { kind: 'user', name: 'supervisor' } as never;
    expect(await live.command(tenantId, { kind: 'transfer', callId: callId as never, leg, to: '8003' }, by)).toEqual({
      ok: true,
    });
    await told.first('party-joined', (event) => event.callId === callId && event.party === '8003');
    await eventually(async () => ['wrap-up', 'ready'].includes(agentAt(program, 'amy') ?? ''), 'amy to be through');
    await eventually(async () => sounds(person.heard, 1040), '8003');
    await person.hangUp();
    await recordOf(callId);
  });
});

/** Asks for a call-back at its first offer. */
async function asksForCallBack(): Promise<{ readonly person: Outsider; readonly callId: string }> {
  const from = told.all.length;
  const { person, callId } = await entersQueue('+9990000004');
  await eventually(async () => person.heard.length > 16_000, 'the offer');
  person.press('1');
  await told.first('queued', ({ fact }) => fact.kind === 'call-back-asked', from);
  await eventually(async () => person.told.includes('ended remote'), 'the goodbye');
  return { person, callId };
}

describe('a call-back', () => {
  it('keeps his place: the agent rings, then the caller by a permit of his own, and they talk', async () => {
    const from = told.all.length;
    const { callId } = await asksForCallBack();
    expect(await figures('promises')).toMatchObject({ waiting: 0, callBacks: 1 });
    expect((await recordOf(callId)).reason).toBe('call-back-asked');

    carrier.toneHz = 440;
    const calls = carrier.called.length;
    await agent('amy', 'ready');
    const { callId: backId } = await told.first('call-started', (event) => event.callee === customer, from);
    await eventually(async () => carrier.called.length === calls + 1, 'the customer to be called');
    const called = carrier.called.at(-1)!;
    await eventually(async () => sounds(called.heard, 620) && sounds(phones['8001'].heard, 440), 'both to hear');
    expect(agentAt(program, 'amy')).toBe('busy');
    const permits = await program.waihu.database.withTenant(program.waihu.tenantId, (db) =>
      db.selectFrom('attempts').select(['initiator', 'call_id']).where('call_id', '=', backId).execute(),
    );
    expect(permits).toEqual([{ initiator: 'call-back', call_id: backId }]);
    await called.hangUp();
    expect(await recordOf(backId)).toMatchObject({
      direction: 'outbound',
      caller: '8001',
      callee: customer,
      outcome: 'completed',
      hangUpBy: 'customer',
    });
    await eventually(async () => agentAt(program, 'amy') === 'ready', 'amy to be free');
    expect(await figures('promises')).toMatchObject({
      callBacks: 0,
      today: { callBacksAsked: 1, callBacksReached: 1 },
    });
  });
});
