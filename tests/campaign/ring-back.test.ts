import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { TrunkPeer } from '../switchboard/trunk-peer.ts';

const customer = '+9991380007';
const lines = (trunkPort: number): string => `
trunks:
  - { name: office, proxy: '127.0.0.1:${trunkPort}', callerNumbers: ['${testCaller}'], simulated: true, callsPerSecond: 20 }
routes:
  - { name: ring-back, dialed: ['${testCaller}'], to: { kind: robot, script: reception, ringBack: true } }
`;
const script = (id: string, says: string, why = ''): string => `id: ${id}
name: ${id}
purpose: service
${why === '' ? '' : 'ringBack: why'}
variables: { name: { description: 姓名 } }
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello: { kind: end, say: ${says}, bargeIn: { mode: never } }
      ${why === '' ? '' : `why: { kind: end, say: '${why}', bargeIn: { mode: never } }`}
patterns:
  silence: { max: 0, say: 再见。, goTo: hello }
  noMatch: { max: 0, say: 再见。, goTo: hello }
`;

let program: TestProgram;
let carrier: TrunkPeer;
beforeAll(async () => {
  program = await startTestProgram();
  carrier = await TrunkPeer.open(() => program.waihu.sip.addresses[0]?.port ?? 0);
  carrier.answers = 'never';
  await program.run('lines apply', { text: lines(carrier.port) });
  const publish = (id: string, text: string): Promise<unknown> =>
    program.run('script publish', { text, file: `${id}.yaml` });
  await publish('reception', script('reception', '您好，这里是智能前台，再见。'));
  await publish(
    'renewal',
    script('renewal', '您好，我是智能助手，再见。', '您好，我是智能助手，刚才给{name}打过电话，提醒您续保。'),
  );
}, 180_000);
afterAll(async () => {
  await carrier.close();
  await program.close();
});

/** Rings the campaign's number, and gives what the robot said. */
async function heardBy(caller: string): Promise<string> {
  const before = new Set((await program.records()).map(({ callId }) => callId));
  const line = await carrier.call(testCaller, caller);
  const record = await eventually(
    async () => (await program.records()).find(({ callId }) => !before.has(callId)),
    'a record of the call',
  );
  await eventually(async () => line.isOver, 'the end of the call');
  return said(record);
}

const said = ({ transcript }: CallRecord): string => transcript.map(({ text }) => text).join('');

it('somebody who rings back hears why a campaign called, by name; a stranger hears the reception', async () => {
  expect(await heardBy(customer)).toContain('智能前台');
  const path = join(program.folder, 'people.csv');
  await writeFile(path, `手机号,姓名\n${customer},王女士\n`);
  await program.run('leads import', { path, list: 'renewals' });
  await program.run('campaign create', {
    name: 'renewals',
    list: 'renewals',
    scriptId: 'renewal',
    purpose: 'service',
    trunk: 'office',
    windows: [],
    retry: {},
    ringForMs: 2_000,
  });
  await program.run('campaign start', { name: 'renewals' });
  await eventually(
    async () => (await program.records()).some(({ outcome }) => outcome === 'no-answer'),
    'the campaign to call in vain',
  );
  expect(await heardBy(customer)).toBe('您好，我是智能助手，刚才给王女士打过电话，提醒您续保。');
  expect(await heardBy('+9991380008')).toContain('智能前台');
}, 200_000);
