import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openApi, type Api } from '../api/index.ts';
import { callIdOf, doorsWith, fakeCti, houseA, type FakeCti } from '../api/testing/fake-cti.ts';
import type { CallEvent } from '../contract/call-event.ts';
import type { CtiMessage } from '../contract/cti.ts';
import { systemClock } from '../foundation/clock.ts';
import { newUuid } from '../foundation/ids.ts';
import { silentLogger } from '../foundation/logger.ts';
import { connectCti, CtiError, type Cti, type CtiOptions } from './index.ts';

const all = 'wk_a:calls:read,calls:control,calls:monitor,agents:read,agents:control';
const callId = callIdOf(1);
const leg = `${callId}/1`;
const joined = (party: string): CallEvent => ({ kind: 'party-joined', callId, atMs: 1, leg, party, as: 'agent' });

let cti: FakeCti;
let api: Api;
const open: Cti[] = [];
const openOn = (port: number): Promise<Api> =>
  openApi({
    doors: doorsWith(cti),
    consoleFolder: null,
    logger: silentLogger,
    clock: systemClock,
    newId: newUuid,
    host: '127.0.0.1',
    port,
  });
beforeEach(async () => {
  cti = fakeCti();
  cti.put(houseA, callId, {});
  api = await openOn(0);
});
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await api.close();
});

function connect(change: Partial<CtiOptions> = {}): Cti {
  const client = connectCti({ url: api.url, key: all, WebSocket, chance: () => 0, ...change });
  open.push(client);
  return client;
}

const once = <Kind extends Parameters<Cti['on']>[0]>(client: Cti, kind: Kind) =>
  new Promise<Parameters<Parameters<typeof client.on<Kind>>[1]>[0]>((resolve) => {
    const stop = client.on(kind, (told) => {
      stop();
      resolve(told);
    });
  });

test('every method asks its command', async () => {
  const client = connect({ live: false });
  await client.originate({ from: '801', to: '802' }, { idempotencyKey: 'k' });
  expect(await client.originate({ from: '801', to: '802' }, { idempotencyKey: 'k' })).toEqual({ callId });
  await client.answer({ callId, extension: '801' });
  await client.hold({ callId, leg });
  await client.resume({ callId, leg });
  await client.transfer({ callId, leg, to: '802' });
  await client.consult({ callId, leg, to: '802' });
  await client.endConsult({ callId, leg, how: 'transfer' });
  await client.addParty({ callId, to: '802' });
  await client.dropParty({ callId, leg });
  cti.answers.push({ ok: true, place: '71' });
  expect(await client.park({ callId, leg })).toEqual({ place: '71' });
  await client.unpark({ place: '71', extension: '801' });
  await client.pickUp({ ringing: '802', extension: '801' });
  await client.monitor({ callId, leg, extension: '900', mode: 'listen' });
  await client.sendDigits({ callId, leg, digits: '1' });
  await client.pauseRecording({ callId, on: true });
  await client.hangUp({ callId });
  await client.setAgent({ seat: 'amy', state: 'ready' });
  expect(cti.asked.map(({ command: { kind } }) => kind)).toEqual([
    'originate',
    'answer',
    'hold',
    'resume',
    'transfer',
    'consult',
    'end-consult',
    'add-party',
    'drop-party',
    'park',
    'unpark',
    'pick-up',
    'monitor',
    'send-digits',
    'pause-recording',
    'hang-up',
    'agent',
  ]);
  expect(await client.agents()).toEqual([{ seat: 'amy', state: 'ready', reason: null, sinceMs: null }]);
  expect(await client.call(callId)).toMatchObject({ callId, callee: '801' });
  expect((await client.calls()).map((call) => call.callId)).toEqual([callId]);
});

test('what is refused says why', async () => {
  const client = connect({ live: false, key: 'wk_a:calls:read' });
  await expect(client.hangUp({ callId })).rejects.toMatchObject({
    name: 'CtiError',
    status: 403,
    code: 'forbidden',
    message: expect.stringContaining('calls:control'),
  });
  await api.close();
  const gone = await client.calls().catch((error: unknown) => error);
  expect(gone).toBeInstanceOf(CtiError);
  expect(gone).toMatchObject({ status: 0, code: 'not-reached' });
});

describe('live', () => {
  test('what happens is told to listeners and to loops alike', async () => {
    const client = connect({ parties: ['801'] });
    await once(client, 'welcome');
    const heard = once(client, 'party-joined');
    const loop = client.events[Symbol.asyncIterator]();
    cti.tell(houseA, joined('801'));
    expect(await heard).toMatchObject({ seq: 1, event: { party: '801' }, call: { callId } });
    expect((await loop.next()).value).toMatchObject({ kind: 'call-event', seq: 1 });
    client.close();
    expect(await loop.next()).toMatchObject({ done: true });
  });

  test('a lost connection is taken up again where it was', async () => {
    const sockets: WebSocket[] = [];
    class Kept extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    }
    const client = connect({ WebSocket: Kept });
    await once(client, 'welcome');
    const first = once(client, 'party-joined');
    cti.tell(houseA, joined('801'));
    await first;
    const down = once(client, 'link');
    sockets[0]?.terminate();
    expect(await down).toMatchObject({ up: false, final: false });
    cti.tell(houseA, joined('802'));
    expect(await once(client, 'party-joined')).toMatchObject({ seq: 2, event: { party: '802' } });
  });

  test('a program that started anew tells of a gap', async () => {
    const client = connect();
    await once(client, 'welcome');
    const { port } = new URL(api.url);
    await api.close();
    api = await openOn(Number(port));
    expect(await once(client, 'gap')).toEqual({ kind: 'gap', seq: 0 });
  });

  test('a refused key ends it for good', async () => {
    const client = connect({ key: 'nonsense' });
    expect(await once(client, 'link')).toMatchObject({ up: false, final: true, why: expect.stringContaining('key') });
    const told: CtiMessage[] = [];
    for await (const message of client.events) told.push(message);
    expect(told).toEqual([]);
  });
});
