import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import { registeredPhone } from './house-kit.ts';
import type { Phone } from './phone.ts';
import { TrunkPeer, type Outsider } from './trunk-peer.ts';

const password = 'first-secret';
const numberOf = (index: number): string => `+999138${String(index).padStart(5, '0')}`;

const text = (port: number, busyOut: boolean): string => `
trunks:
  - name: gateway
    proxy: '127.0.0.1:${port}'
    callerNumbers: ['${testCaller}']
    simulated: true
    callsPerSecond: 100
    channelGroups: [{ name: port-1, line: E1, busyOut: ${busyOut} }]
extensions:
  - { name: '8001', password: env:P8001, record: false, outside: { destinations: ['+999'], maxCalls: 100, maxCallsPerHour: 1000 } }
  - { name: '8002', password: env:P8002, record: false }
routes:
  - { name: desk, from: [gateway], to: { kind: extension, extension: '8002' } }
`;

let program: TestProgram;
let gateway: TrunkPeer;
let office: TrunkPeer;
let desk: Phone;

beforeAll(async () => {
  Object.assign(process.env, { P8001: password, P8002: 'second-secret' });
  program = await startTestProgram();
  const serverPort = (): number => program.waihu.sip.addresses[0]?.port ?? 0;
  gateway = await TrunkPeer.open(serverPort);
  office = await TrunkPeer.open(serverPort, { username: '8001', password });
  await program.run('lines apply', { text: text(gateway.port, false) });
  desk = await registeredPhone(program, { number: '8002', toneHz: 620, password: 'second-secret' });
});
afterAll(async () => {
  await office.close();
  await gateway.close();
  await desk.close();
  await program.close();
});

const freeLines = (): number => program.waihu.live.trunkRoom(program.waihu.tenantId, 'gateway').freeLines;
const answered = (call: Outsider): Promise<unknown> =>
  eventually(async () => call.told.includes('answered'), 'an answer');

/** A call that is to be refused; how. */
async function refusalOf(call: Outsider): Promise<string | undefined> {
  await eventually(async () => call.isOver, 'an answer');
  return call.told.at(-1);
}

it('a group of 30 channels refuses the 31st call of both directions, and busied out drains', async () => {
  const incoming = await gateway.call('010000001', '+9991390000');
  await answered(incoming);
  expect(freeLines()).toBe(29);
  const calls: Outsider[] = [];
  for (let index = 0; index < 29; index++) calls.push(await office.call(numberOf(index), '8001'));
  await Promise.all(calls.map(answered));
  expect(gateway.called).toHaveLength(29);
  expect(freeLines()).toBe(0);
  expect(await refusalOf(await office.call(numberOf(31), '8001'))).toBe('failed 503');
  expect(await refusalOf(await gateway.call('010000001', '+9991390001'))).toBe('failed 503');
  expect(gateway.called).toHaveLength(29);

  // One that ends makes room for one.
  await incoming.hangUp();
  await eventually(async () => freeLines() === 1, 'a free channel');
  const thirtieth = await office.call(numberOf(32), '8001');
  await answered(thirtieth);
  expect(freeLines()).toBe(0);

  await program.run('lines apply', { text: text(gateway.port, true) });
  for (const call of calls.slice(0, 10)) await call.hangUp();
  await eventually(async () => program.waihu.live.inTheAir === 20, 'twenty calls in the air');
  expect(freeLines()).toBe(0);
  expect(await refusalOf(await office.call(numberOf(33), '8001'))).toBe('failed 503');
  expect(await refusalOf(await gateway.call('010000001', '+9991390002'))).toBe('failed 503');
  expect([...calls.slice(10), thirtieth].filter(({ isOver }) => isOver)).toEqual([]);

  await program.run('lines apply', { text: text(gateway.port, false) });
  await eventually(async () => freeLines() === 10, 'ten free channels');
  const after = await office.call(numberOf(34), '8001');
  await answered(after);
  expect(freeLines()).toBe(9);
  for (const call of [...calls.slice(10), thirtieth, after]) await call.hangUp();
  await eventually(async () => freeLines() === 30, 'all channels');
  await eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air');
  const outcomes = await eventually(async () => {
    const all = (await program.records()).map(({ outcome }) => outcome);
    return all.filter((outcome) => outcome === 'completed').length >= 32 && all;
  }, 'the records');
  expect(outcomes.filter((outcome) => outcome === 'completed')).toHaveLength(32);
  expect(new Set(outcomes)).toEqual(new Set(['completed', 'failed']));
}, 180_000);
