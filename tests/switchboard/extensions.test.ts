import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeG711, toneShare } from '../../src/audio/index.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { Phone, type PhoneOptions } from './phone.ts';
import { TrunkPeer } from './trunk-peer.ts';

const passwords: Record<string, string> = { P8001: 'first-secret', P8002: 'second-secret', P8003: 'third-secret' };
const lines = ['8001', '8002', '8003']
  .map((name) => `  - { name: '${name}', password: 'env:P${name}', ringForMs: 3000 }`)
  .join('\n');

let program: TestProgram;
const phones: Phone[] = [];

beforeAll(async () => {
  Object.assign(process.env, passwords);
  program = await startTestProgram();
  await program.run('lines apply', { text: `extensions:\n${lines}\n` });
});
afterAll(() => program.close());
afterEach(async () => {
  await Promise.all(phones.splice(0).map((one) => one.close()));
  await eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air');
});

async function phone(number: string, toneHz: number, options: Partial<PhoneOptions> = {}): Promise<Phone> {
  const [server] = program.waihu.sip.addresses;
  const password = passwords[`P${number}`] ?? '';
  const started = await Phone.start({ server: server!, number, password, toneHz, ...options });
  phones.push(started);
  return started;
}

const registered = (one: Phone): Promise<unknown> =>
  eventually(async () => one.registration.at(-1)?.state === 'registered', 'a registration');

const newestRecord = (count: number): Promise<CallRecord> =>
  eventually(async () => {
    const records = await program.records();
    return records.length === count && records[0];
  }, `record ${count}`);

/** Whether a tone stands in the last second of what was heard: a tenth of it at a time, since late packets shift its phase. */
function sounds(samples: ArrayLike<number>, hz: number): boolean {
  const last = Int16Array.from(Array.prototype.slice.call(samples, -8000) as number[]);
  const pieces = Array.from({ length: 10 }, (_, index) => last.subarray(index * 800, (index + 1) * 800));
  return pieces.filter((piece) => toneShare(piece, hz, 8000) > 0.5).length >= 3;
}

const soundsSomewhere = (track: Int16Array, hz: number): boolean =>
  Array.from({ length: Math.floor(track.length / 8000) }, (_, at) => track.subarray(at * 8000, (at + 1) * 8000)).some(
    (second) => sounds(second, hz),
  );

describe('extensions', () => {
  it('call one another: each hears the other alone, and the recording holds each in a track of its own', async () => {
    const [caller, callee] = [await phone('8001', 440), await phone('8002', 620)];
    await Promise.all([registered(caller), registered(callee)]);
    caller.call('8002');
    await eventually(async () => caller.heard.length > 30_000 && callee.heard.length > 30_000, 'some seconds of sound');
    expect(caller.told).toEqual(['180', 'answered']);
    expect([440, 620].map((hz) => sounds(caller.heard, hz))).toEqual([false, true]);
    expect([440, 620].map((hz) => sounds(callee.heard, hz))).toEqual([true, false]);
    expect(program.waihu.live.list(program.waihu.tenantId)).toMatchObject([{ callee: '8002', state: 'bridged' }]);
    await callee.hangUp();
    const record = await newestRecord(1);
    expect(caller.told.at(-1)).toBe('ended remote');
    expect(record).toMatchObject({
      direction: 'internal',
      caller: '8001',
      callee: '8002',
      outcome: 'completed',
      hangUpBy: 'seat',
      reason: 'the callee hung up',
      scriptId: null,
      recording: { complete: true },
    });
    const tracks = await Promise.all(
      record.recording!.tracks.map(async ({ file }) =>
        decodeG711('PCMA', await readFile(join(program.waihu.recordingsFolder, record.callId, file))),
      ),
    );
    expect(tracks).toHaveLength(2);
    const pitches = tracks.map((track) => [440, 620].map((hz) => soundsSomewhere(track, hz)));
    expect(pitches).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('with a wrong password neither register nor call, and are told no more than a stranger is', async () => {
    const [thief, stranger] = [
      await phone('8001', 440, { password: 'guess' }),
      await phone('8999', 440, { password: 'guess' }),
    ];
    await eventually(
      async () => [thief, stranger].every((one) => one.registration.at(-1)?.state === 'refused'),
      'refusals',
    );
    expect(thief.registration).toEqual(stranger.registration);
    thief.call('8002');
    stranger.call('8002');
    await eventually(async () => [thief, stranger].every(({ told }) => told.length > 0), 'answers');
    expect(thief.told).toEqual(stranger.told);
    expect(thief.told[0]).toMatch(/^failed 40[137]$/u);
    expect(program.waihu.live.inTheAir).toBe(0);
  });

  it('are told that nobody is there, that it is busy, or that nobody answered', async () => {
    const caller = await phone('8001', 440);
    await registered(caller);
    const outcomeOf = async (number: string): Promise<unknown> => {
      const before = (await program.records()).length;
      const from = caller.told.length;
      caller.call(number);
      await eventually(async () => caller.told.slice(from).some((word) => word.startsWith('failed')), number);
      const { outcome } = await newestRecord(before + 1);
      return [...caller.told.slice(from), outcome];
    };
    expect(await outcomeOf('8002')).toEqual(['failed 480', 'out-of-reach']);
    await registered(await phone('8002', 620, { answers: 'busy' }));
    expect(await outcomeOf('8002')).toEqual(['failed 486', 'busy']);
    const silent = await phone('8003', 620, { answers: 'never' });
    await registered(silent);
    expect(await outcomeOf('8003')).toEqual(['180', 'failed 480', 'no-answer']);
    expect(silent.told).toEqual(['cancelled']);
  });

  it('reach nobody outside the house: an unknown number is not found, and is no call', async () => {
    const caller = await phone('8001', 440, { lines: 3 });
    await registered(caller);
    const before = (await program.records()).length;
    for (const number of ['8999', '13800138000', '+8613800138000']) caller.call(number);
    await eventually(async () => caller.told.length === 3, 'three answers');
    expect(caller.told).toEqual(['failed 404', 'failed 404', 'failed 404']);
    expect(await program.records()).toHaveLength(before);
  });

  it('all telephones of one extension ring, and the first that answers has the call', async () => {
    const caller = await phone('8001', 440);
    const [desk, mobile] = [await phone('8002', 620, { answers: 'never' }), await phone('8002', 880)];
    await Promise.all([caller, desk, mobile].map(registered));
    caller.call('8002');
    await eventually(async () => desk.told.includes('cancelled') && caller.told.includes('answered'), 'one of two');
    await caller.hangUp();
    await eventually(async () => mobile.told.length > 0, 'the end');
    expect([desk.told, mobile.told]).toEqual([['cancelled'], ['ended remote']]);
  });

  it('that left the document are called no more, and register no more', async () => {
    const callee = await phone('8003', 620);
    const caller = await phone('8001', 440);
    await Promise.all([caller, callee].map(registered));
    await program.run('lines apply', { text: `extensions:\n${lines.split('\n').slice(0, 2).join('\n')}\n` });
    await eventually(async () => {
      caller.call('8003');
      await eventually(async () => caller.told.at(-1)?.startsWith('failed'), 'an answer');
      return caller.told.at(-1) === 'failed 404';
    }, 'the new document to be in force');
    const again = await phone('8003', 620);
    await eventually(async () => again.registration.length > 1, 'an answer');
    expect(again.registration.at(-1)?.state).toBe('refused');
    await program.run('lines apply', { text: `extensions:\n${lines}\n` });
  });
});

describe('a call from a trunk', () => {
  it('rings where the first route leads, by the number that was called, and by no digest', async () => {
    const carrier = await TrunkPeer.open(() => program.waihu.sip.addresses[0]?.port ?? 0);
    const { port } = carrier;
    await program.run('lines apply', {
      text: `trunks:
  - { name: office, proxy: '127.0.0.1:${port}', callerNumbers: ['+861088886666'] }
extensions:
${lines}
routes:
  - { name: night, dialed: ['+861088886667'], to: { kind: reject, as: busy } }
  - { name: front, dialed: ['+861088886666'], from: [office], to: { kind: ring-group, extensions: ['8001', '8002'] } }
`,
    });
    const desk = await phone('8002', 620);
    await registered(desk);
    const before = (await program.records()).length;
    const call = await eventually(async () => {
      const one = await carrier.call('01088886666', '13800138000');
      await eventually(async () => one.told.length > 0, 'an answer');
      return one.told[0] !== 'failed 407' && one;
    }, 'the lines to be in force');
    await eventually(async () => call.told.includes('answered'), 'an answer of the desk');
    expect(desk.calls.at(-1)?.from).toContain('13800138000');
    await call.hangUp();
    const record = await newestRecord(before + 1);
    expect(record).toMatchObject({
      direction: 'inbound',
      trunk: 'office',
      caller: '13800138000',
      callee: '+861088886666',
      outcome: 'completed',
    });
    expect(record.recording?.tracks.map(({ leg }) => leg).toSorted()).toEqual(['customer', 'robot', 'seat']);
    const elsewhere = await carrier.call('4008001234', '13800138000');
    await eventually(async () => elsewhere.told.length > 0, 'an answer');
    expect(elsewhere.told).toEqual(['failed 404']);
    await carrier.close();
    await program.run('lines apply', { text: `extensions:\n${lines}\n` });
  });
});
