import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { CallEvent } from '../contract/call-event.ts';
import { ctiMessageSchema, type CtiHello, type CtiMessage } from '../contract/cti.ts';
import { newUuid } from '../foundation/ids.ts';
import { silentLogger } from '../foundation/logger.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { openApi, type Api } from './open-api.ts';
import { callIdOf, doorsWith, fakeCti, houseA, houseB, type FakeCti } from './testing/fake-cti.ts';

let cti: FakeCti;
let clock: FakeClock;
let api: Api;
let doors: ReturnType<typeof doorsWith>;
const open: Reader[] = [];
beforeEach(async () => {
  cti = fakeCti();
  clock = new FakeClock();
  doors = doorsWith(cti);
  const parts = { consoleFolder: null, logger: silentLogger, clock, newId: newUuid };
  api = await openApi({ ...parts, doors, host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  for (const reader of open.splice(0)) reader.socket.terminate();
  await api.close();
});

/** A reader over a real WebSocket; `next` waits for what comes. */
class Reader {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #came: CtiMessage[] = [];
  #wake: () => void = () => undefined;

  constructor(hello: unknown, options: ClientOptions = {}) {
    this.socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/cti/live`, options);
    open.push(this);
    this.socket.on('open', () => {
      if (hello !== null) this.socket.send(typeof hello === 'string' ? hello : JSON.stringify(hello));
    });
    this.socket.on('message', (data: Buffer) => {
      this.#came.push(ctiMessageSchema.parse(JSON.parse(data.toString())));
      this.#wake();
    });
    this.closed = new Promise((resolve, reject) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
      this.socket.on('error', reject);
    });
    this.closed.catch(() => undefined);
  }

  async next(): Promise<CtiMessage> {
    for (;;) {
      const message = this.#came.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async welcome(): Promise<Extract<CtiMessage, { kind: 'welcome' }>> {
    const first = await this.next();
    if (first.kind !== 'welcome') throw new Error(`came first: ${first.kind}`);
    return first;
  }
}

const read = (hello: Partial<CtiHello> = {}): Reader => new Reader({ kind: 'hello', key: 'wk_a:calls:read', ...hello });

const callId = callIdOf(1);
const joined = (party: string, id = callId): CallEvent => ({
  kind: 'party-joined',
  callId: id,
  atMs: 1,
  leg: `${id}/2`,
  party,
  as: 'agent',
});
const ended = (id = callId): CallEvent => ({
  kind: 'call-ended',
  callId: id,
  atMs: 9,
  outcome: 'completed',
  hangUpBy: 'customer',
  sipStatus: null,
  q850Cause: null,
  reason: 'bye',
});
const party = (name: string, state: 'ringing' | 'talking' = 'talking') => ({
  leg: `${callId}/2`,
  party: name,
  as: 'agent' as const,
  state,
});

describe('who may read', () => {
  test.each([
    ['with a key in the first message', { kind: 'hello', key: 'wk_a:calls:read' }, {}],
    ['with a header', { kind: 'hello' }, { headers: { authorization: 'Bearer wk_a:calls:read' } }],
    ['with a session', { kind: 'hello' }, { headers: { cookie: 'waihu_session=wk_a:calls:read' } }],
    [
      'from a page of another site with a key',
      { kind: 'hello', key: 'wk_a:calls:read' },
      { origin: 'https://crm.example' },
    ],
  ])('somebody %s is welcome', async (_how, hello, options) => {
    expect(await new Reader(hello, options).welcome()).toMatchObject({ seq: 0, heartbeatMs: 15_000 });
  });

  test.each([
    ['without anything', { kind: 'hello' }, 4401],
    ['with a wrong key', { kind: 'hello', key: 'wk_x' }, 4401],
    ['without the scope', { kind: 'hello', key: 'wk_a:agents:read' }, 4403],
    ['who says no hello', 'good morning', 4400],
    ['who says another thing', { kind: 'goodbye' }, 4400],
  ])('somebody %s is not: %j', async (_how, hello, code) => {
    expect((await new Reader(hello).closed).code).toBe(code);
  });

  test('a page of another site does not read with the session of who looks at it', async () => {
    const options = { origin: 'https://evil.example', headers: { cookie: 'waihu_session=wk_a:calls:read' } };
    await expect(new Reader({ kind: 'hello' }, options).closed).rejects.toThrow('403');
  });

  test('who says nothing for ten seconds is cut off', async () => {
    const reader = new Reader(null);
    await new Promise((resolve) => {
      reader.socket.on('open', resolve);
    });
    await expect.poll(() => clock.pendingTimers).toBe(1);
    clock.tick(10_000);
    expect(await reader.closed).toEqual({ code: 4408, reason: 'no hello came within ten seconds' });
  });

  test('a key revoked while it reads ends the reading', async () => {
    const reader = read();
    await reader.welcome();
    doors.revoked.add('wk_a:calls:read');
    clock.tick(15_000);
    expect((await reader.closed).code).toBe(4401);
  });
});

describe('what is told', () => {
  test('events of calls with who is in them, to their own house alone', async () => {
    const [mine, theirs] = [read(), read({ key: 'wk_b:calls:read' })];
    await Promise.all([mine.welcome(), theirs.welcome()]);
    cti.put(houseA, callId, { parties: [party('801')] });
    cti.put(houseB, callIdOf(2), {});
    cti.tell(houseA, joined('801'));
    cti.tell(houseB, joined('901', callIdOf(2)));
    expect(await mine.next()).toMatchObject({
      kind: 'call-event',
      seq: 1,
      event: { kind: 'party-joined', party: '801' },
      call: { callId, caller: '+****5678', parties: [{ party: '801', state: 'talking' }] },
    });
    expect(await theirs.next()).toMatchObject({ seq: 1, event: { party: '901' }, call: { callId: callIdOf(2) } });
    cti.over(callId);
    cti.tell(houseA, ended());
    expect(await mine.next()).toMatchObject({ seq: 2, event: { kind: 'call-ended' }, call: null });
  });

  test('a telephone that begins to ring, once, with the card for its screen', async () => {
    const reader = read({ parties: ['amy'] });
    await reader.welcome();
    cti.put(houseA, callId, {});
    cti.tell(houseA, {
      kind: 'card-shown',
      callId,
      atMs: 1,
      leg: `${callId}/1`,
      flow: 'bank',
      keys: [{ node: 'menu', keys: '0' }],
      values: [{ name: 'account', label: '账号', value: '6222020200112233' }],
    });
    const offered = { kind: 'offered', atMs: 2, callId, queue: 'sales', agent: 'amy', waitedMs: 5 } as const;
    cti.tell(houseA, { kind: 'queued', callId, atMs: 2, fact: offered });
    cti.put(houseA, callId, { parties: [party('amy', 'ringing')] });
    cti.tell(houseA, { kind: 'progressed', callId, atMs: 3, status: 180, earlyMedia: false });
    cti.put(houseA, callId, { parties: [party('amy')] });
    cti.tell(houseA, joined('amy'));
    expect(await reader.next()).toMatchObject({ event: { kind: 'queued' } });
    expect(await reader.next()).toMatchObject({ event: { kind: 'progressed' } });
    expect(await reader.next()).toMatchObject({
      kind: 'ringing',
      party: 'amy',
      call: { card: { flow: 'bank', keys: [{ node: 'menu', keys: '0' }], values: [{ value: '****2233' }] } },
    });
    expect(await reader.next()).toMatchObject({ event: { kind: 'party-joined' } });
  });

  test('what agents do, to who may see it', async () => {
    const [one, other] = [read({ key: 'wk_a:calls:read,agents:read' }), read()];
    await Promise.all([one.welcome(), other.welcome()]);
    cti.tellAgent(houseA, { seat: 'amy', state: 'paused', reason: 'lunch', sinceMs: 5 });
    cti.put(houseA, callId, {});
    cti.tell(houseA, joined('801'));
    expect(await one.next()).toMatchObject({ kind: 'agent-changed', seq: 1, agent: { seat: 'amy', state: 'paused' } });
    expect(await other.next()).toMatchObject({ kind: 'call-event', seq: 2 });
  });

  test('of some parties, theirs alone, and the end of their calls', async () => {
    const reader = read({ parties: ['805'] });
    await reader.welcome();
    cti.put(houseA, callIdOf(2), { parties: [] });
    cti.put(houseA, callId, { parties: [party('802')] });
    cti.tell(houseA, joined('802'));
    cti.tell(houseA, ended(callIdOf(3)));
    cti.put(houseA, callId, { parties: [party('805')] });
    cti.tell(houseA, joined('805'));
    cti.over(callId);
    cti.tell(houseA, ended());
    expect(await reader.next()).toMatchObject({ event: { kind: 'party-joined', party: '805' } });
    expect(await reader.next()).toMatchObject({ event: { kind: 'call-ended', callId } });
  });

  test('numbers in full with numbers:read', async () => {
    const reader = read({ key: 'wk_a:calls:read,numbers:read' });
    await reader.welcome();
    cti.put(houseA, callId, { parties: [party('+8613900001111')] });
    cti.tell(houseA, joined('+8613900001111'));
    expect(await reader.next()).toMatchObject({
      event: { party: '+8613900001111' },
      call: { caller: '+8613812345678', parties: [{ party: '+8613900001111' }] },
    });
  });

  test('nothing of a robot talking, and nothing after something else was said to us', async () => {
    const reader = read();
    await reader.welcome();
    cti.put(houseA, callId, {});
    cti.tell(houseA, { kind: 'tag-added', callId, atMs: 1, tag: 'x' });
    cti.tell(houseA, joined('801'));
    expect(await reader.next()).toMatchObject({ seq: 1, event: { kind: 'party-joined' } });
    reader.socket.send('{}');
    expect((await reader.closed).code).toBe(4400);
  });
});

describe('after a loss', () => {
  test('a reader goes on where it was and misses nothing', async () => {
    const first = read();
    const { feed } = await first.welcome();
    cti.put(houseA, callId, {});
    cti.tell(houseA, joined('801'));
    expect(await first.next()).toMatchObject({ seq: 1 });
    first.socket.terminate();
    await first.closed;
    cti.tell(houseA, joined('802'));
    cti.tell(houseA, joined('803'));
    const again = read({ since: { feed, seq: 1 } });
    expect(await again.welcome()).toMatchObject({ feed, seq: 1 });
    cti.tell(houseA, joined('804'));
    const seen = [await again.next(), await again.next(), await again.next()];
    expect(seen.map((message) => [message.seq, message.kind === 'call-event' && message.event])).toEqual([
      [2, joined('802')],
      [3, joined('803')],
      [4, joined('804')],
    ]);
  });

  test.each([
    ['another start of the program', () => ({ feed: 'before', seq: 3 })],
    ['a place too long ago', (feed: string) => ({ feed, seq: 1 })],
    ['a place that never was', (feed: string) => ({ feed, seq: 999_999 })],
  ])('of %s it is told of the gap', async (_what, placeIn) => {
    const { feed } = await read().welcome();
    for (let count = 0; count < 2_005; count++) cti.tell(houseA, ended(callIdOf(count)));
    const reader = read({ since: placeIn(feed) });
    expect(await reader.welcome()).toMatchObject({ feed, seq: 2_005 });
    expect(await reader.next()).toEqual({ kind: 'gap', seq: 2_005 });
  });
});

describe('a reader that', () => {
  test('answers no ping is given up', async () => {
    const reader = new Reader({ kind: 'hello', key: 'wk_a:calls:read' }, { autoPong: false });
    await reader.welcome();
    for (let beat = 0; beat < 3; beat++) clock.tick(15_000);
    expect((await reader.closed).code).toBe(1006);
  });

  test('reads too slowly is told so and cut off; the others hear on', async () => {
    const [slow, other] = [read(), read({ parties: ['805'] })];
    await Promise.all([slow.welcome(), other.welcome()]);
    slow.socket.pause();
    const parties = Array.from({ length: 200 }, (_none, at) => ({ ...party(`name-${at}`.padEnd(60, 'x')) }));
    cti.put(houseA, callId, { parties });
    for (let count = 0; count < 800; count++) cti.tell(houseA, joined('802'));
    cti.put(houseA, callId, { parties: [] });
    cti.tell(houseA, joined('805'));
    expect(await other.next()).toMatchObject({ event: { party: '805' } });
    slow.socket.resume();
    expect(await slow.closed).toMatchObject({ code: 4413 });
  });
});
