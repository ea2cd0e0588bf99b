import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import { registeredPhone, Told } from './house-kit.ts';
import type { Phone } from './phone.ts';
import { TrunkPeer, type Outsider } from './trunk-peer.ts';

const menuNumber = testCaller;
const queueNumber = '+9990000002';
const routeNumber = '+9990000003';

/** A house of which everything has a version: what the menu leads to, where the queue sends callers, whom the route rings. */
const text = (port: number, version: 'old' | 'new'): string => `
trunks:
  - { name: office, proxy: '127.0.0.1:${port}', callerNumbers: ['${menuNumber}', '${queueNumber}', '${routeNumber}'], simulated: true }
extensions:
  - { name: '8001', password: env:P8001, record: false }
  - { name: '8002', password: env:P8002, record: false }
seats:
  - { name: amy, address: 'sip:amy@127.0.0.1:9' }
queues:
  - name: line
    overflow: [{ when: waited, afterMs: ${version === 'old' ? 600_000 : 1_000}, to: { kind: ivr, ivr: ${version} } }]
ivrs:
  - name: menu
    start: ask
    nodes:
      ask: { kind: menu, say: 请按键。, keys: { '1': ${version} }, timeoutMs: 60000, retries: 5, failed: ${version} }
      ${version}: { kind: hang-up, reason: ${version} }
${['old', 'new'].map((name) => `  - { name: ${name}, start: bye, nodes: { bye: { kind: hang-up, reason: came-to-${name} } } }`).join('\n')}
routes:
  - { name: menu, dialed: ['${menuNumber}'], to: { kind: ivr, ivr: menu } }
  - { name: line, dialed: ['${queueNumber}'], to: { kind: queue, queue: line } }
  - { name: desk, dialed: ['${routeNumber}'], to: ${version === 'old' ? "{ kind: extension, extension: '8001' }" : '{ kind: ivr, ivr: new }'} }
`;

let program: TestProgram;
let carrier: TrunkPeer;
let desk: Phone;
let told: Told;

beforeAll(async () => {
  Object.assign(process.env, { P8001: 'first-secret', P8002: 'second-secret' });
  program = await startTestProgram();
  told = new Told(program);
  carrier = await TrunkPeer.open(() => program.waihu.sip.addresses[0]?.port ?? 0);
  await program.run('lines apply', { text: text(carrier.port, 'old') });
  desk = await registeredPhone(program, { number: '8001', toneHz: 0, password: 'first-secret' });
});
afterAll(async () => {
  await carrier.close();
  await desk.close();
  await program.close();
});

async function callers(number: string, count: number): Promise<Outsider[]> {
  const all: Outsider[] = [];
  for (let index = 0; index < count; index++) all.push(await carrier.call(number, `+9991380${number.at(-1)}${index}`));
  await Promise.all(all.map((one) => eventually(async () => one.told.includes('answered'), 'an answer')));
  return all;
}

const isOver = (all: readonly Outsider[]): Promise<unknown> =>
  eventually(async () => all.every((one) => one.isOver), 'the ends');

/** Why calls to a number ended, newest first. */
const endsOf = (number: string, count = 1): Promise<readonly string[]> =>
  eventually(async () => {
    const reasons = (await program.records()).filter(({ callee }) => callee === number).map(({ reason }) => reason);
    return reasons.length >= count && reasons;
  }, `${count} records of ${number}`);

it('with 50 calls in the air a flow, a queue and a route are changed: those finish on the old, the next take the new', async () => {
  const inMenu = await callers(menuNumber, 25);
  const inQueue = await callers(queueNumber, 24);
  const [atDesk] = await callers(routeNumber, 1);
  await eventually(async () => told.of('node-entered').filter(({ node }) => node === 'ask').length === 25, 'menus');
  const all = [...inMenu, ...inQueue, atDesk!];
  expect(program.waihu.live.inTheAir).toBe(50);

  await program.run('lines apply', { text: text(carrier.port, 'new') });
  const [nextInMenu] = await callers(menuNumber, 1);
  const [nextInQueue] = await callers(queueNumber, 1);
  const [nextByRoute] = await callers(routeNumber, 1);
  await isOver([nextInQueue!, nextByRoute!]);
  await eventually(async () => told.of('node-entered').filter(({ node }) => node === 'ask').length === 26, 'the menu');
  nextInMenu!.press('1');
  await isOver([nextInMenu!]);
  expect((await endsOf(menuNumber)).slice(0, 1)).toEqual(['new']);
  expect((await endsOf(queueNumber)).slice(0, 1)).toEqual(['came-to-new']);
  expect((await endsOf(routeNumber)).slice(0, 1)).toEqual(['came-to-new']);

  expect(all.filter((one) => one.isOver)).toEqual([]);
  expect(program.waihu.live.inTheAir).toBe(50);
  for (const one of inMenu) one.press('1');
  await isOver(inMenu);
  expect(new Set((await endsOf(menuNumber, 26)).filter((reason) => reason !== 'new'))).toEqual(new Set(['old']));
  for (const one of [...inQueue, atDesk!]) await one.hangUp();
  await eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air');
  const records = await eventually(async () => {
    const found = await program.records();
    return found.length === 53 && found;
  }, 'all records');
  expect(records.filter(({ callee }) => callee === menuNumber)).toHaveLength(26);
  expect(records.filter(({ outcome }) => outcome !== 'completed')).toEqual([]);
}, 180_000);
