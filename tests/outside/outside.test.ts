import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import { suppress } from '../../src/compliance/index.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { registeredPhone, sounds, Told } from '../switchboard/house-kit.ts';
import type { Phone, PhoneLine } from '../switchboard/phone.ts';
import { FarEnd } from './far-end.ts';
import { attemptsOf, verdictsOf } from './outside-books.ts';

const [first, second, shown] = ['+9990000001', '+9990000002', '+9990000003'];
const secrets = { P8001: 'first-secret', P8002: 'second-secret', P8003: 'third-secret' };

let program: TestProgram;
let told: Told;
let near: FarEnd;
let far: FarEnd;
let gateway: FarEnd;
let caller: Phone;
let poor: Phone;

const text = (): string => `
trunks:
  - { name: near, proxy: '${near.address}', callerNumbers: ['${first}', '${shown}'], simulated: true, priority: 1, callsPerSecond: 50 }
  - { name: far, proxy: '${far.address}', callerNumbers: ['${second}', '${shown}'], callerIn: [from, pai], simulated: true, priority: 2, callsPerSecond: 50 }
  - { name: gateway, proxy: '${gateway.address}', callerNumbers: ['+861088886666'], destinations: ['+8610'], callsPerSecond: 50 }
extensions:
  - { name: '8001', password: env:P8001, callerNumber: '${shown}', outside: { destinations: ['+999', '+86'], maxCalls: 5 } }
  - { name: '8002', password: env:P8002 }
  - { name: '8003', password: env:P8003, callerNumber: '${first}', forward: { always: { kind: outside, number: '+9991230050' } } }
`;

beforeAll(async () => {
  Object.assign(process.env, secrets);
  program = await startTestProgram();
  told = new Told(program);
  [near, far, gateway] = [await FarEnd.open(), await FarEnd.open(), await FarEnd.open()];
  await program.run('lines apply', { text: text() });
  caller = await registeredPhone(program, { number: '8001', toneHz: 440, password: secrets.P8001, lines: 4 });
  poor = await registeredPhone(program, { number: '8002', toneHz: 620, password: secrets.P8002, lines: 4 });
});
afterAll(async () => {
  await Promise.all([caller, poor].map((phone) => phone?.close()));
  await Promise.all([near, far, gateway].map((one) => one?.close()));
  await program?.close();
}, 30_000);
afterEach(async () => {
  await eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air');
  await eventually(
    async () => (await attemptsOf(program)).every(({ state }) => state === 'closed' || state === 'released'),
    'no attempt to be open',
  );
});

const said = (line: PhoneLine, word: string): Promise<unknown> =>
  eventually(async () => line.told.includes(word), `${word}, not ${line.told.join(', ')}`);

const recordOf = (callee: string): Promise<CallRecord> =>
  eventually(async () => (await program.records()).find((record) => record.callee === callee), `a record of ${callee}`);

const newAttempts = async (before: number): Promise<unknown> => (await attemptsOf(program)).slice(before);

describe('an extension that may call outside', () => {
  it('is heard there, shows its own number, and leaves a record and an attempt that are closed', async () => {
    const line = caller.call('+9991230001');
    await said(line, 'answered');
    await eventually(async () => sounds(line.heard, near.toneHz), 'the far end to be heard');
    expect(program.waihu.live.list(program.waihu.tenantId)).toMatchObject([
      { callee: '+9991230001', trunk: 'near', direction: 'outbound', state: 'bridged' },
    ]);
    await line.hangUp();
    const record = await recordOf('+9991230001');
    expect(record).toMatchObject({
      direction: 'outbound',
      caller: '8001',
      trunk: 'near',
      outcome: 'completed',
      hangUpBy: 'seat',
      inviteSent: true,
      recording: { complete: true },
    });
    expect(near.to('+9991230001')).toMatchObject([{ caller: shown, told: ['ended remote'] }]);
    expect(record.sipCallIds).toHaveLength(1);
    expect(await attemptsOf(program)).toEqual([
      { trunk: 'near', caller: shown, state: 'closed', outcome: 'completed', initiator: 'extension' },
    ]);
  });

  it('hears that the far end is busy', async () => {
    near.behaviour.set('+9991230002', 486);
    const before = (await attemptsOf(program)).length;
    await said(caller.call('+9991230002'), 'failed 486');
    expect(await recordOf('+9991230002')).toMatchObject({ outcome: 'busy', trunk: 'near', direction: 'outbound' });
    expect(far.to('+9991230002')).toEqual([]);
    await eventually(async () => (await attemptsOf(program)).at(-1)?.state === 'closed', 'the end of the attempt');
    expect(await newAttempts(before)).toMatchObject([{ state: 'closed', outcome: 'busy' }]);
  });

  it('hears what the trunk plays before anybody answers', async () => {
    near.behaviour.set('+9991230003', { playsBefore: 480 });
    const line = caller.call('+9991230003');
    await said(line, '183');
    await eventually(async () => sounds(line.heard, near.toneHz), 'the announcement');
    expect(line.told).not.toContain('answered');
    await said(line, 'failed 480');
    expect(told.of('progressed').at(-1)).toMatchObject({ earlyMedia: true });
  });

  it('hangs up while it rings: the far end hears a CANCEL, and the attempt is closed', async () => {
    near.behaviour.set('+9991230004', 'rings');
    const before = (await attemptsOf(program)).length;
    const line = caller.call('+9991230004');
    await said(line, '180');
    line.cancel();
    await eventually(async () => near.to('+9991230004')[0]?.told.includes('cancelled'), 'a CANCEL');
    await eventually(async () => (await attemptsOf(program)).at(-1)?.state === 'closed', 'the end of the attempt');
    expect(await newAttempts(before)).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('is led by the next trunk where one fails, each with a permit of its own, and where one rings by no other', async () => {
    near.behaviour.set('+9991230005', 503);
    const before = (await attemptsOf(program)).length;
    const line = caller.call('+9991230005');
    await said(line, 'answered');
    await line.hangUp();
    expect(await recordOf('+9991230005')).toMatchObject({ trunk: 'far', outcome: 'completed' });
    expect(far.to('+9991230005')[0]?.headers.get('p-asserted-identity')?.[0]).toContain(shown);
    await eventually(async () => (await attemptsOf(program)).at(-1)?.state === 'closed', 'the end of the attempts');
    expect(await newAttempts(before)).toMatchObject([
      { trunk: 'near', caller: shown, state: 'closed' },
      { trunk: 'far', caller: shown, state: 'closed', outcome: 'completed' },
    ]);
    expect(told.of('trunk-taken').slice(-2)).toMatchObject([{ trunk: 'near' }, { trunk: 'far' }]);
  });

  it('hears that nobody can be reached where all trunks fail', async () => {
    for (const end of [near, far]) end.behaviour.set('+9991230007', 503);
    const line = caller.call('+9991230007');
    await eventually(async () => line.told.some((word) => word.startsWith('failed 5')), 'a failure');
    expect([near.to('+9991230007').length, far.to('+9991230007').length]).toEqual([1, 1]);
    expect(await recordOf('+9991230007')).toMatchObject({ outcome: 'failed', trunk: 'far' });
  });

  it('is refused by the gate for whom is suppressed, and for whom was called too often; that is written down', async () => {
    const { gate, tenantId } = program.waihu;
    await suppress(gate, tenantId, '+9991230006', { reason: 'asked', source: 'test', atMs: systemClock.now() });
    await said(caller.call('+9991230006'), 'failed 403');
    expect((await verdictsOf(program)).at(-1)).toBe('suppression.tenant');
    await said(caller.call('+9991230001'), 'failed 403');
    expect((await verdictsOf(program)).at(-1)).toBe('cap.per-minute');
    expect([near.to('+9991230006').length, near.to('+9991230001').length]).toEqual([0, 1]);
  });
});

describe('an extension without rights', () => {
  it('reaches nobody outside, whatever leads there', async () => {
    for (const number of ['+9991230010', '009991230010', '+8613800138000', '13800138000']) {
      const line = poor.call(number);
      await eventually(async () => line.told.some((word) => /^failed 40[34]$/u.test(word)), `${number} to be refused`);
    }
    expect([near, far, gateway].flatMap(({ calls }) => calls.filter(({ callee }) => callee.endsWith('0010')))).toEqual(
      [],
    );
  });

  it('calls for help all the same, by any real trunk and a number that it owns', async () => {
    const line = poor.call('110');
    await said(line, 'answered');
    expect(gateway.to('110')).toMatchObject([{ caller: '+861088886666' }]);
    expect((await verdictsOf(program)).at(-1)).toBe('allowed');
    await line.hangUp();
    expect(await recordOf('+86110')).toMatchObject({ direction: 'outbound', trunk: 'gateway' });
  });

  it('is led outside by what a document forwards to, which the gate allows', async () => {
    const line = poor.call('8003');
    await said(line, 'answered');
    expect(near.to('+9991230050')).toMatchObject([{ caller: first }]);
    await line.hangUp();
    await eventually(async () => (await attemptsOf(program)).at(-1)?.state === 'closed', 'the end of the attempt');
    expect((await attemptsOf(program)).at(-1)).toMatchObject({ initiator: 'forward', trunk: 'near' });
    expect(near.to('+9991230050')[0]?.headers.get('diversion')).toEqual([
      `<sip:${first}@127.0.0.1>;reason=unconditional;counter=1`,
    ]);
  });
});
