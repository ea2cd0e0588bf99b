import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { prepareClusterPlace } from '../../src/storage/embedded/cluster-place.ts';
import { stopPostmaster } from '../../src/storage/embedded/postmaster.ts';
import { FarEnd, type FarCall } from '../outside/far-end.ts';
import { sounds } from '../switchboard/house-kit.ts';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import { Phone, type PhoneLine } from '../switchboard/phone.ts';

import { KillableWaihu } from './killable-waihu.ts';
import { OfficeBooks } from './office-books.ts';

/** The program is killed with SIGKILL while an extension calls outside; the carrier and the telephone outlive it. */
const caller = '+9990000001';
const password = 'first-secret';

let dataFolder: string;
let folder: string;
let carrier: FarEnd;
let phone: Phone;
let environment: Parameters<typeof KillableWaihu.start>[0];
let program: KillableWaihu;
let books: OfficeBooks;
let log = '';

const start = (): Promise<KillableWaihu> => KillableWaihu.start(environment, (text) => (log += text));

const said = (line: PhoneLine, word: string): Promise<unknown> =>
  eventually(async () => line.told.includes(word), `${word}, not ${line.told.join(', ')}\n${log.slice(-2000)}`);

const registered = (since: number): Promise<unknown> =>
  eventually(
    async () => phone.registration.slice(since).some(({ state }) => state === 'registered'),
    'the telephone to be registered',
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-kill-house-'));
  // Root's PostgreSQL runs under another account, which must get through.
  await chmod(folder, 0o711);
  dataFolder = join(folder, 'data');
  const sipPort = await freePort();
  environment = {
    WAIHU_DATA: dataFolder,
    WAIHU_HTTP_PORT: '0',
    WAIHU_SIP_PORT: String(sipPort),
    WAIHU_RTP_PORTS: '31500-31899',
    WAIHU_SIMULATED_ANY_HOUR: '1',
    WAIHU_LOG: 'warn',
    P8001: password,
  };
  books = new OfficeBooks(dataFolder);
  carrier = await FarEnd.open();
  program = await start();
  await program.ask('lines apply', {
    text: `trunks:
  - { name: carrier, proxy: '${carrier.address}', callerNumbers: ['${caller}'], simulated: true, maxCalls: 1, callsPerSecond: 20 }
extensions:
  - { name: '8001', password: env:P8001, callerNumber: '${caller}', outside: { destinations: ['+999'], maxCalls: 1 } }
`,
  });
  const server = { host: '127.0.0.1', port: sipPort, transport: 'udp' } as const;
  phone = await Phone.start({ server, number: '8001', password, toneHz: 440, lines: 4 });
  await registered(0);
});

afterAll(async () => {
  await phone?.close();
  await program?.stop();
  await carrier?.close();
  await stopPostmaster(await prepareClusterPlace(dataFolder), systemClock);
  await rm(folder, { recursive: true, force: true });
});

/** Kills the program, starts it again, and gives what the books say of the newest call by then. */
async function cutOff(number: string) {
  program.kill();
  await program.gone;
  program = await start();
  return eventually(async () => {
    const { attempts, records } = await books.of(null);
    const record = records.find(({ callee }) => callee === number);
    const attempt = attempts.find(({ callId }) => callId !== null && callId === record?.callId);
    return record && attempt && attempt.endedAtMs !== null ? { record, attempt } : null;
  }, 'the record of the call and the end of its attempt');
}

const heardAt = (number: string): Promise<FarCall> =>
  eventually(async () => carrier.to(number)[0], `a call to ${number}`);

describe('an extension calls outside as the program is killed with -9', () => {
  it('and talks: both ends hear the call end, and it has a record, its recording, and an attempt that is closed', async () => {
    const line = phone.call('+9991230001');
    await said(line, 'answered');
    await eventually(
      async () => line.heard.length > 2 * 8_000 && sounds(line.heard, carrier.toneHz),
      'the far end to be heard for two seconds',
    );
    const { record, attempt } = await cutOff('+9991230001');
    await said(line, 'ended remote');
    expect((await heardAt('+9991230001')).told).toEqual(['ended remote']);
    expect(record).toMatchObject({
      outcome: 'interrupted',
      direction: 'outbound',
      caller: '8001',
      trunk: 'carrier',
      recording: { complete: false },
    });
    const tracks = record.recording?.tracks.filter(({ leg }) => leg !== 'robot') ?? [];
    expect(tracks.map(({ leg }) => leg).sort()).toEqual(['customer', 'seat']);
    expect(Math.min(...tracks.map(({ durationMs }) => durationMs))).toBeGreaterThan(900);
    expect(attempt).toMatchObject({ state: 'closed', outcome: 'interrupted' });
  });

  it('and it rings: the far end hears a CANCEL, and the one line of the trunk and of the extension is free again', async () => {
    carrier.behaviour.set('+9991230002', 'rings');
    await said(phone.call('+9991230002'), '180');
    const { record, attempt } = await cutOff('+9991230002');
    expect((await heardAt('+9991230002')).told).toEqual(['cancelled']);
    expect(record).toMatchObject({ outcome: 'interrupted', answeredAtMs: null });
    expect(attempt).toMatchObject({ state: 'closed', outcome: 'interrupted' });
    const line = phone.call('+9991230003');
    await said(line, 'answered');
    await line.hangUp();
    await eventually(
      async () => (await books.of(null)).attempts.every(({ state }) => state === 'closed'),
      'every attempt to be closed',
    );
  });
});
