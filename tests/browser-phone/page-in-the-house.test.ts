import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { decodeG711, levelDbfs, toneShare, toneSound } from '../../src/audio/index.ts';
import { helloScript } from '../../src/app/testing/hello-script.ts';
import {
  eventually,
  startTestProgram,
  testConfig,
  testFolder,
  type TestProgram,
} from '../../src/app/testing/test-program.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import type { SipAddress } from '../../src/telephony/index.ts';
import { TestCertificates } from '../../src/telephony/testing/test-certificates.ts';
import { describeWithBaresip, startBaresip, type Baresip } from '../peers/baresip.ts';
import { openTelephoneNetwork, type TelephoneNetwork } from '../peers/telephone-network.ts';
import { TrunkPeer } from '../switchboard/trunk-peer.ts';
import { openPagePhone, type PagePhone } from './page-phone.ts';

const pageToneHz = 440;
const deskToneHz = 800;
const customerToneHz = 1_180;
const domain = 'waihu.local';

const lines = `
extensions:
  - { name: '8001', password: env:PAGE_SECRET }
  - { name: '8002', password: env:PAGE_SECRET }
seats:
  - { name: amy, extension: '8001' }
routes:
  - { name: menu, dialed: ['600'], to: { kind: ivr, ivr: menu } }
  - { name: robot, dialed: ['700'], to: { kind: robot, script: hello } }
ivrs:
  - name: menu
    displayName: 菜单
    start: ask
    nodes:
      ask: { kind: menu, say: 查询请按五。, keys: { '5': bye }, failed: bye }
      bye: { kind: hang-up, say: 再见。, reason: served }
`;

const handOverScript = `
id: hand-over
name: 转人工
purpose: test
flows:
  main:
    kind: main
    start: person
    nodes:
      person: { kind: transfer, say: 正在为您转接人工。, summary: 想买保险, branches: [{ on: failed, to: bye }] }
      bye: { kind: end, say: 再见。 }
patterns:
  silence: { max: 1, say: 再见。, goTo: bye }
  noMatch: { max: 1, say: 再见。, goTo: bye }
`;

const certificates = new TestCertificates();
const told: CallEvent[] = [];
let network: TelephoneNetwork;
let program: TestProgram;
let desk: Baresip;
let customer: TrunkPeer;
let page: PagePhone;

beforeAll(async () => {
  process.env['PAGE_SECRET'] = 'page-secret';
  network = openTelephoneNetwork();
  const folder = await testFolder();
  const { chain, key } = certificates.selfSigned(`IP:${network.ourHost}`);
  const certificateFiles = { chain: join(folder, 'chain.pem'), key: join(folder, 'key.pem') };
  await writeFile(certificateFiles.chain, chain);
  await writeFile(certificateFiles.key, key);
  const { sip } = testConfig(folder);
  const secured = { ...sip, host: network.ourHost, binds: { wss: { port: 0 } }, certificateFiles };
  program = await startTestProgram({ config: { sip: secured, mediaAddress: network.ourHost } });
  program.waihu.live.subscribe((event) => told.push(event));
  await program.run('script publish', { text: helloScript, file: 'hello.yaml' });
  await program.run('lines apply', { text: lines });
  const registers = { port: addressOf('udp').port, user: '8002', password: 'page-secret' };
  const voice = toneSound({ frequenciesHz: [deskToneHz], levelDbfs: -12 }, 60_000);
  desk = await startBaresip({ voice, registers, network });
  customer = await TrunkPeer.open(() => 0);
  customer.toneHz = customerToneHz;
  page = await openPagePhone(pageToneHz);
});
afterAll(async () => {
  await page.close();
  await desk.close();
  await customer.close();
  await program.close();
  network.close();
  certificates.remove();
});
afterEach(() => eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air'));

const addressOf = (transport: string): SipAddress =>
  program.waihu.sip.addresses.find((one) => one.transport === transport) as SipAddress;

/** The page tells this word once more than before. */
async function tells(word: string, act: () => Promise<unknown>): Promise<void> {
  const count = async (): Promise<number> => (await page.told()).filter((one) => one.startsWith(word)).length;
  const before = await count();
  await act();
  await eventually(async () => (await count()) > before, `the page to tell '${word}'`);
}

const pageHears = (hz: number): Promise<unknown> =>
  eventually(async () => Math.abs((await page.strongestHz()) - hz) < 20, `${hz} Hz in the page`);

/** An event that was not there before. */
const event = (kind: CallEvent['kind'], from: number): Promise<CallEvent> =>
  eventually(async () => told.slice(from).find((one) => one.kind === kind), kind);

/** In how many tenths of a second of it this tone is nearly all there is. */
function pureTenths(samples: Int16Array, hz: number): number {
  const tenths = Array.from({ length: Math.floor(samples.length / 800) }, (_, at) =>
    samples.subarray(at * 800, (at + 1) * 800),
  );
  return tenths.filter((one) => toneShare(one, hz, 8000) > 0.9).length;
}

const recordOf = (callId: string): Promise<CallRecord> =>
  eventually(
    async () => (await program.records()).find((one) => one.callId === callId && one.recording !== null),
    'its record',
  );

/** Who is alone in a track of a call for a second and more, track by track; a track that has two is nobody's own. */
async function voicesIn(record: CallRecord): Promise<readonly string[]> {
  const people = { page: pageToneHz, desk: deskToneHz, customer: customerToneHz };
  const tracks = (record.recording?.tracks ?? []).filter(({ leg, kind }) => leg !== 'robot' && kind === 'audio');
  const voices = await Promise.all(
    tracks.map(async ({ file }) => {
      const bytes = await readFile(join(program.waihu.recordingsFolder, record.callId, file));
      const samples = decodeG711('PCMA', bytes);
      return Object.entries(people)
        .filter(([, hz]) => pureTenths(samples, hz) > 10)
        .map(([name]) => name)
        .join('+');
    }),
  );
  return voices.toSorted();
}

const seconds = (many: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, many * 1_000));

describeWithBaresip('an extension in a browser', () => {
  it('registers over WSS and calls a desk telephone: each hears the other, on hold there is music', async () => {
    const { host, port } = addressOf('wss');
    await tells('registered', () => page.register(`wss://${host}:${port}`, '8001', domain, 'page-secret'));
    await eventually(async () => (await desk.run('reginfo')).includes('OK '), 'the desk telephone to register');
    const from = told.length;
    await tells('confirmed', () => page.call(`sip:8002@${domain}`));
    await pageHears(deskToneHz);
    expect(await page.codec()).toBe('audio/PCMA');
    await tells('hold', () => page.hold());
    await eventually(async () => (await page.strongestHz()) === 0, 'silence in the page');
    await event('party-held', from);
    await tells('unhold', () => page.unhold());
    await pageHears(deskToneHz);
    await seconds(2);
    await tells('ended', () => page.hangUp());
    const { callId } = await event('call-ended', from);
    const record = await recordOf(callId);
    expect(record).toMatchObject({ caller: '8001', callee: '8002', outcome: 'completed' });
    expect(await voicesIn(record)).toEqual(['desk', 'page']);
    const [heard] = await eventually(async () => {
      const all = await desk.recordings();
      return all.length > 0 && all;
    }, 'what the desk telephone recorded');
    expect(pureTenths(heard!, pageToneHz)).toBeGreaterThan(10);
  });

  it('is called by it', async () => {
    const from = told.length;
    await tells('confirmed', () => desk.run('dial', '8001'));
    await pageHears(deskToneHz);
    await seconds(2);
    await tells('ended', () => desk.run('hangup'));
    const record = await recordOf((await event('call-ended', from)).callId);
    expect(record).toMatchObject({ caller: '8002', callee: '8001', outcome: 'completed' });
    expect(await voicesIn(record)).toEqual(['desk', 'page']);
  });

  it('presses a key in a menu', async () => {
    const from = told.length;
    await tells('confirmed', () => page.call(`sip:600@${domain}`));
    // A browser sends keys as soon as its way is open, which is when it hears.
    await eventually(async () => (await page.strongestHz()) > 0, 'the menu in the page');
    await tells('ended', () => page.press('5'));
    const record = await recordOf((await event('call-ended', from)).callId);
    expect(told.slice(from).filter(({ kind }) => kind === 'key-pressed')).toMatchObject([{ digit: '5' }]);
    expect(record).toMatchObject({ outcome: 'completed', reason: 'served' });
  });

  it('is called by the robot: they hear one another, and the robot hangs up', async () => {
    const from = told.length;
    const { live, tenantId } = program.waihu;
    const originate = { kind: 'originate', from: '8001', to: '700', autoAnswer: false } as const;
    await tells('ended', async () => {
      await tells('confirmed', () => live.command(tenantId, originate, { kind: 'api-key', name: 'crm' }));
      await eventually(async () => (await page.strongestHz()) > 0, 'the robot heard in the page');
    });
    const record = await recordOf((await event('call-ended', from)).callId);
    expect(record).toMatchObject({ caller: '8001', callee: '700', outcome: 'completed', hangUpBy: 'robot' });
    expect(await voicesIn(record)).toEqual(['page']);
    const robot = record.recording?.tracks.find(({ leg, kind }) => leg === 'robot' && kind === 'audio');
    const said = decodeG711(
      'PCMA',
      await readFile(join(program.waihu.recordingsFolder, record.callId, robot?.file ?? '')),
    );
    const tenths = Array.from({ length: Math.floor(said.length / 800) }, (_, at) =>
      levelDbfs(said.subarray(at * 800, (at + 1) * 800)),
    );
    expect(tenths.filter((level) => level > -35).length).toBeGreaterThan(25);
  });

  it('is called by the robot, which hands a customer over to the seat that sits there', async () => {
    const from = told.length;
    const address = `sip:13800138000@127.0.0.1:${customer.port}`;
    const call = program.run('call', { address, scriptText: handOverScript, scriptFile: 'hand-over.yaml' });
    await event('transfer-answered', from);
    await pageHears(customerToneHz);
    const [person] = customer.called;
    await eventually(
      async () => pureTenths(Int16Array.from(person!.heard.slice(-8_000)), pageToneHz) > 5,
      'the page heard by the customer',
    );
    await seconds(2);
    await tells('ended', () => page.hangUp());
    const record = (await call).json as CallRecord;
    expect(record).toMatchObject({ outcome: 'transferred', hangUpBy: 'seat', transfer: { seat: 'amy' } });
    expect(await voicesIn(record)).toEqual(['customer', 'page']);
  });
});
