import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../src/app/testing/test-program.ts';
import type { Phone } from '../switchboard/phone.ts';
import { TrunkPeer, type Outsider } from '../switchboard/trunk-peer.ts';
import { openCtiHouse, Told, type CtiHouse } from './cti-house.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const scopes = ['calls:read', 'calls:control', 'agents:read'];
const customer = '13800138000';

let house: CtiHouse;
let carrier: TrunkPeer;
let amy: Phone;
let colleague: Phone;

beforeAll(async () => {
  house = await openCtiHouse(['8002', '8003']);
  const { program } = house;
  carrier = await TrunkPeer.open(() => program.waihu.sip.addresses[0]?.port ?? 0);
  await program.run('lines apply', {
    text: `trunks:
  - { name: office, proxy: '127.0.0.1:${carrier.port}', callerNumbers: ['+861088886666'] }
extensions:
  - { name: '8002', password: 'env:P8002' }
  - { name: '8003', password: 'env:P8003' }
seats:
  - { name: amy, extension: '8003' }
queues:
  - { name: sales, seats: [amy], wrapUpMs: 0 }
ivrs:
  - name: front
    variables: { balance: { description: 余额 } }
    start: look-up
    nodes:
      look-up: { kind: set, values: { balance: '1234.50' }, next: people }
      people: { kind: queue, queue: sales, show: [balance, caller], failed: bye }
      bye: { kind: hang-up }
routes:
  - { name: front, dialed: ['+861088886666'], to: { kind: ivr, ivr: front } }
`,
  });
  [amy, colleague] = [
    await house.phone('8003', 641, { answers: 'never' }),
    await house.phone('8002', 453, { answers: 'never' }),
  ];
  const shift = house.connect(await house.key('shift', ['agents:read', 'agents:control']), { live: false });
  await shift.setAgent({ seat: 'amy', state: 'ready' });
});
afterAll(async () => {
  await carrier.close();
  await house.close();
});
afterEach(() => eventually(async () => house.program.waihu.live.inTheAir === 0, 'no call in the air'));

/** A customer calls in; the trunk is known a moment after its lines are in force. */
const callIn = (): Promise<Outsider> =>
  eventually(async () => {
    const call = await carrier.call('01088886666', customer);
    await eventually(async () => call.told.length > 0, 'an answer');
    return !call.told[0]?.startsWith('failed') && call;
  }, 'the trunk to be known');

describe('a customer who comes to an agent', () => {
  it('is shown with all that the flow found out while the telephone rings, and masked to who may not read numbers', async () => {
    const full = house.connect(await house.key('crm', [...scopes, 'numbers:read']), { parties: ['amy'] });
    const masked = house.connect(await house.key('board', ['calls:read']));
    const [told, toldMasked] = [new Told(full), new Told(masked)];
    await Promise.all([told.first('welcome'), toldMasked.first('welcome')]);
    const call = await callIn();
    const { party, call: shown } = await told.first('ringing');
    expect(party).toBe('8003');
    await eventually(async () => amy.calls.length === 1, 'the telephone to ring');
    expect(amy.line.told).toEqual([]);
    expect(shown).toMatchObject({
      direction: 'inbound',
      caller: customer,
      callee: '+861088886666',
      card: {
        flow: 'front',
        values: [
          { name: 'balance', value: '1234.50' },
          { name: 'caller', value: customer },
        ],
      },
    });
    const { event } = await told.event('card-shown');
    expect(event.leg).toBe(shown.parties.find((one) => one.party === '8003')?.leg);
    amy.answer();
    await told.event('party-joined', (joined) => joined.party === '8003');
    expect(await full.calls()).toMatchObject([{ caller: customer, state: 'bridged' }]);
    expect(await masked.calls()).toMatchObject([
      { caller: '138****8000', card: { values: [{}, { value: '138****8000' }] } },
    ]);
    await call.hangUp();
    await Promise.all([told.event('call-ended'), toldMasked.event('call-ended')]);
    expect(JSON.stringify(toldMasked.messages)).not.toContain(customer);
    const kinds = told.messages.flatMap((one) => (one.kind === 'call-event' ? [one.event.kind] : []));
    expect(kinds).toEqual(expect.arrayContaining(['queued', 'card-shown', 'party-joined', 'party-left', 'call-ended']));
    const [record] = await eventually(async () => {
      const records = await house.program.records();
      return records.length > 0 && records;
    }, 'its record');
    expect(record).toMatchObject({
      direction: 'inbound',
      caller: customer,
      trunk: 'office',
    });
  });

  it('is on the agent’s screen, put on hold and hung up by what is typed there', async () => {
    const key = await house.key('screen', [...scopes, 'numbers:read']);
    const flags = ['-C', 'source', '--import', 'tsx', 'examples/cti/screen-pop.mjs', '8003'];
    const env = { ...process.env, WAIHU_URL: house.program.waihu.api.url, WAIHU_KEY: key };
    const screen = spawn(process.execPath, flags, { cwd: root, env });
    let said = '';
    const lines = createInterface({ input: screen.stdout });
    lines.on('line', (line) => (said += `${line}\n`));
    const says = (words: string): Promise<unknown> => eventually(async () => said.includes(words), words);
    try {
      await says('已连接');
      const before = amy.calls.length;
      const call = await callIn();
      await says(`来电 ${customer} → +861088886666`);
      await says('余额：1234.50');
      await eventually(async () => amy.calls.length > before, 'the telephone to ring');
      amy.answer();
      await eventually(async () => amy.line.heard.length > 0, 'the agent to be through');
      await eventually(async () => call.told.includes('answered'), 'the customer to be through');
      screen.stdin.write('hold\n');
      await says('✓');
      const [held] = house.program.waihu.live.list(house.program.waihu.tenantId);
      expect(held?.parties?.map(({ party, state }) => [party, state])).toEqual([
        [customer, 'held'],
        ['8003', 'talking'],
      ]);
      screen.stdin.write('hang-up\n');
      await says('通话结束');
      await eventually(async () => call.told.includes('ended remote'), 'the customer to hear of the end');
      const ended = new Promise((resolve) => {
        screen.on('close', resolve);
      });
      screen.stdin.write('quit\n');
      expect(await ended).toBe(0);
    } finally {
      screen.kill();
    }
  });
});

describe('a program whose connection is lost', () => {
  it('goes on where it was: it misses nothing and hears nothing twice', async () => {
    const sockets: WebSocket[] = [];
    let refuses = false;
    class Watched extends WebSocket {
      constructor(url: string) {
        super(refuses ? url.replace(/\/live$/, '/nowhere') : url);
        sockets.push(this);
      }
    }
    const cti = house.connect(await house.key('crm-2', scopes), { WebSocket: Watched });
    const told = new Told(cti);
    const links: boolean[] = [];
    cti.on('link', ({ up }) => links.push(up));
    await told.first('welcome');
    const { callId } = await cti.originate({ from: '8003', to: '8002' });
    await told.first('ringing', ({ party }) => party === '8003');
    refuses = true;
    sockets.at(-1)?.terminate();
    await eventually(async () => links.at(-1) === false, 'the loss to be noticed');
    const heardBefore = told.messages.length;
    amy.answer();
    await eventually(async () => colleague.calls.length > 0, '8002 to ring unheard');
    colleague.answer();
    await eventually(
      async () => (await cti.call(callId)).parties.filter(({ state }) => state === 'talking').length === 2,
      'a talk unheard',
    );
    expect(told.messages).toHaveLength(heardBefore);
    refuses = false;
    await told.event('party-joined', ({ party }) => party === '8002');
    await cti.hangUp({ callId });
    await told.event('call-ended', (event) => event.callId === callId);
    expect(links.filter(Boolean)).toHaveLength(2);
    expect(told.messages.filter(({ kind }) => kind === 'gap')).toEqual([]);
    const seqs = told.messages.flatMap((one) => (['welcome', 'heartbeat'].includes(one.kind) ? [] : [one.seq]));
    expect(seqs).toEqual(Array.from(seqs, (_, index) => (seqs[0] ?? 0) + index));
  });
});
