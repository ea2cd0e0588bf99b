import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import type { Cti } from '../../src/cti-client/index.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import type { CtiCall } from '../../src/contract/cti.ts';
import { hears, pitches } from '../switchboard/listening.ts';
import type { Phone } from '../switchboard/phone.ts';
import { openCtiHouse, Told, type CtiHouse } from './cti-house.ts';

const [firstHz, secondHz, thirdHz, fourthHz] = pitches;
const scopes = ['calls:read', 'calls:control', 'calls:monitor', 'agents:read', 'agents:control', 'numbers:read'];
const numbers = ['8001', '8002', '8003', '8004'] as const;

let house: CtiHouse;
let cti: Cti;
let told: Told;
let phones: readonly [Phone, Phone, Phone, Phone];

beforeAll(async () => {
  house = await openCtiHouse(numbers);
  const extensions = numbers.map((name) => {
    const rights = name === '8004' ? ', supervises: true' : '';
    return `  - { name: '${name}', password: 'env:P${name}'${rights} }`;
  });
  await house.program.run('lines apply', {
    text: `extensions:\n${extensions.join('\n')}\nseats:\n  - { name: amy, extension: '8003' }\nqueues:\n  - { name: sales }\n`,
  });
  cti = house.connect(await house.key('crm', scopes));
  told = new Told(cti);
  phones = [
    await house.phone('8001', firstHz),
    await house.phone('8002', secondHz),
    await house.phone('8003', thirdHz),
    await house.phone('8004', fourthHz),
  ];
  await told.first('welcome');
});
afterAll(() => house.close());
afterEach(async () => {
  for (const { callId } of await cti.calls()) await cti.hangUp({ callId }).catch(() => undefined);
  await eventually(async () => house.program.waihu.live.inTheAir === 0, 'no call in the air');
  for (const phone of phones) phone.answers = 'yes';
});

const legOf = (call: CtiCall, party: string): { readonly callId: string; readonly leg: string } => {
  const found = call.parties.find((one) => one.party === party);
  if (!found) throw new Error(`${party} is not among ${JSON.stringify(call.parties)}`);
  return { callId: call.callId, leg: found.leg };
};

/** 8001 and 8002 talk. */
async function talking(): Promise<CtiCall> {
  const from = told.mark();
  const { callId } = await cti.originate({ from: '8001', to: '8002' });
  await told.event('party-joined', ({ party }) => party === '8002', from);
  await hearing(0, [secondHz]);
  await hearing(1, [firstHz]);
  return cti.call(callId);
}

/** Until the telephone's newest second holds just that. */
const hearing = (index: 0 | 1 | 2 | 3, wanted: readonly (number | 'music')[]): Promise<unknown> =>
  eventually(
    async () => {
      const found = hears(phones[index].heard);
      return found?.length === wanted.length && wanted.every((one) => found.includes(one));
    },
    `${phones[index].number} to hear ${wanted.join(' and ')}`,
  );

const recordOf = (callId: string): Promise<CallRecord> =>
  eventually(async () => (await house.program.records()).find((one) => one.callId === callId), `record of ${callId}`);

const refusalOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'done',
    (error: { readonly status?: number; readonly code?: string }) => [error.status, error.code],
  );

describe('a program at an agent’s side', () => {
  it('places a call once however often it asks, and shows each telephone that rings while it rings', async () => {
    const [first, second] = phones;
    first.answers = 'never';
    second.answers = 'never';
    const from = told.mark();
    const order = { from: '8001', to: '8002' };
    const [one, other] = await Promise.all([
      cti.originate(order, { idempotencyKey: 'order-1' }),
      cti.originate(order, { idempotencyKey: 'order-1' }),
    ]);
    expect(other).toEqual(one);
    expect(await cti.originate(order, { idempotencyKey: 'order-1' })).toEqual(one);
    expect(await refusalOf(cti.originate({ from: '8001', to: '8003' }, { idempotencyKey: 'order-1' }))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    const pop = await told.first('ringing', ({ party }) => party === '8001', from);
    expect(first.line.told).toEqual([]);
    expect(pop.call).toMatchObject({ callId: one.callId, caller: '8001', callee: '8002', answeredAtMs: null });
    first.answer();
    const next = await told.first('ringing', ({ party }) => party === '8002', from);
    expect(next.call.parties.map(({ party, state }) => [party, state])).toEqual([
      ['8001', 'talking'],
      ['8002', 'ringing'],
    ]);
    second.answer();
    await told.event('party-joined', ({ party }) => party === '8002', from);
    await hearing(0, [secondHz]);
    await hearing(1, [firstHz]);
    expect(await cti.calls()).toMatchObject([{ callId: one.callId, state: 'bridged', direction: 'internal' }]);
    await cti.hangUp({ callId: one.callId });
    const { event } = await told.event('call-ended', ({ callId }) => callId === one.callId, from);
    expect(event).toMatchObject({ outcome: 'terminated', hangUpBy: 'operator' });
    expect([first.line.told, second.line.told]).toEqual([['ended remote'], ['ended remote']]);
    const record = await recordOf(one.callId);
    expect(record).toMatchObject({ caller: '8001', callee: '8002', outcome: 'terminated', hangUpBy: 'operator' });
    expect(record.parties.map(({ party }) => party)).toEqual(['8001', '8002']);
    expect(await refusalOf(cti.hangUp({ callId: one.callId }))).toEqual([404, 'no-such-call']);
  });

  it('has a ringing telephone answered, and ends what nobody has answered', async () => {
    phones[1].answers = 'never';
    const from = told.mark();
    const { callId } = await cti.originate({ from: '8001', to: '8002' });
    await told.first('ringing', ({ party }) => party === '8002', from);
    phones[1].answers = 'yes';
    await cti.answer({ callId, extension: '8002' });
    expect(phones[1].calls.at(-1)?.headers).toBeDefined();
    await told.event('party-joined', ({ party }) => party === '8002', from);
    await hearing(0, [secondHz]);
    await cti.hangUp({ callId });
    await recordOf(callId);
    phones[1].answers = 'never';
    const unanswered = await cti.originate({ from: '8001', to: '8002' });
    await told.first('ringing', ({ party, call }) => party === '8002' && call.callId === unanswered.callId, from);
    await cti.hangUp({ callId: unanswered.callId });
    expect(await recordOf(unanswered.callId)).toMatchObject({ outcome: 'cancelled', answeredAtMs: null });
  });

  it('puts a party on hold and takes it back', async () => {
    const call = await talking();
    const held = legOf(call, '8001');
    const from = told.mark();
    await cti.hold(held);
    const on = await told.event('party-held', ({ on: isOn }) => isOn, from);
    expect(on.call?.parties.map(({ party, state }) => [party, state])).toEqual([
      ['8001', 'held'],
      ['8002', 'talking'],
    ]);
    await hearing(0, ['music']);
    await hearing(1, []);
    await cti.resume(held);
    await told.event('party-held', ({ on: isOn }) => !isOn, from);
    await hearing(0, [secondHz]);
    await hearing(1, [firstHz]);
  });

  it('has a party consult a third, and goes on with all, with the third, or as before', async () => {
    const call = await talking();
    const asker = legOf(call, '8002');
    await cti.consult({ ...asker, to: '8003' });
    await hearing(2, [secondHz]);
    await hearing(0, ['music']);
    expect((await cti.call(call.callId)).parties.map(({ party, state }) => [party, state])).toEqual([
      ['8001', 'talking'],
      ['8002', 'consulting'],
      ['8003', 'consulting'],
    ]);
    expect(await refusalOf(cti.consult({ ...asker, to: '8004' }))).toEqual([409, 'not-now']);
    await cti.endConsult({ ...asker, how: 'cancel' });
    await hearing(0, [secondHz]);
    expect((await cti.call(call.callId)).parties.map(({ party }) => party)).toEqual(['8001', '8002']);
    await eventually(async () => phones[2].line.isOver, '8003 to be let go');

    await cti.consult({ ...asker, to: '8003' });
    await hearing(2, [secondHz]);
    await cti.endConsult({ ...asker, how: 'conference' });
    await hearing(0, [secondHz, thirdHz]);
    await hearing(2, [firstHz, secondHz]);
    await cti.dropParty(legOf(await cti.call(call.callId), '8003'));
    await eventually(async () => phones[2].line.isOver, '8003 to be let go');
    await hearing(0, [secondHz]);

    await cti.consult({ ...asker, to: '8003' });
    await hearing(2, [secondHz]);
    await cti.endConsult({ ...asker, how: 'transfer' });
    await hearing(0, [thirdHz]);
    await hearing(2, [firstHz]);
    await eventually(async () => phones[1].line.isOver, '8002 to be gone');
    await phones[0].hangUp();
    const record = await recordOf(call.callId);
    expect(record).toMatchObject({ outcome: 'completed' });
    expect(record.parties.map(({ party }) => party)).toEqual(['8001', '8002', '8003', '8003', '8003']);
  });

  it('sends a party on, and brings somebody more in', async () => {
    const call = await talking();
    const from = told.mark();
    await cti.transfer({ ...legOf(call, '8002'), to: '8003' });
    await told.first('ringing', ({ party }) => party === '8003', from);
    await told.event('party-left', ({ party }) => party === '8001', from);
    await hearing(1, [thirdHz]);
    await hearing(2, [secondHz]);
    expect(phones[0].line.told.at(-1)).toBe('ended remote');
    await cti.addParty({ callId: call.callId, to: '8004' });
    await hearing(3, [secondHz, thirdHz]);
    await hearing(1, [thirdHz, fourthHz]);
    expect(await refusalOf(cti.addParty({ callId: call.callId, to: '8999' }))).toEqual([409, 'not-reachable']);
    await cti.hangUp({ callId: call.callId });
    const { parties } = await recordOf(call.callId);
    expect(parties.map(({ party }) => party)).toEqual(['8001', '8002', '8003', '8004']);
  });

  it('lets a supervisor listen unheard, whisper, and speak to both', async () => {
    const call = await talking();
    const watched = legOf(call, '8002');
    expect(await refusalOf(cti.monitor({ ...watched, extension: '8003', mode: 'listen' }))).toEqual([
      403,
      'not-allowed',
    ]);
    await cti.monitor({ ...watched, extension: '8004', mode: 'listen' });
    await hearing(3, [firstHz, secondHz]);
    await hearing(0, [secondHz]);
    await hearing(1, [firstHz]);
    expect((await cti.call(call.callId)).parties.at(-1)).toMatchObject({ party: '8004', as: 'listener' });
    await cti.monitor({ ...watched, extension: '8004', mode: 'whisper' });
    await hearing(1, [firstHz, fourthHz]);
    await hearing(0, [secondHz]);
    await cti.monitor({ ...watched, extension: '8004', mode: 'barge' });
    await hearing(0, [secondHz, fourthHz]);
    await hearing(1, [firstHz, fourthHz]);
  });

  it('parks a party and fetches it from another telephone', async () => {
    const call = await talking();
    const from = told.mark();
    const { place } = await cti.park({ ...legOf(call, '8001'), place: '71' });
    expect(place).toBe('71');
    await told.event('parked', () => true, from);
    await hearing(0, ['music']);
    await eventually(async () => phones[1].line.isOver, '8002 to be free');
    expect(await refusalOf(cti.unpark({ place: '72', extension: '8003' }))).toEqual([404, 'no-such-place']);
    await cti.unpark({ place: '71', extension: '8003' });
    await told.event('unparked', ({ place: at }) => at === '71', from);
    await hearing(0, [thirdHz]);
    await hearing(2, [firstHz]);
  });

  it('brings a call that rings elsewhere to a telephone', async () => {
    phones[1].answers = 'never';
    const from = told.mark();
    const { callId } = await cti.originate({ from: '8001', to: '8002' });
    await told.first('ringing', ({ party }) => party === '8002', from);
    await cti.pickUp({ ringing: '8002', extension: '8003' });
    await hearing(0, [thirdHz]);
    await hearing(2, [firstHz]);
    await eventually(async () => phones[1].line.told.includes('cancelled'), '8002 to ring no more');
    await cti.hangUp({ callId });
    expect((await recordOf(callId)).parties.map(({ party }) => party)).toEqual(['8001', '8003']);
  });

  it('sends keys, pauses the recording, and says what an agent does', async () => {
    const call = await talking();
    const from = told.mark();
    await cti.sendDigits({ ...legOf(call, '8002'), digits: '4711#' });
    await eventually(async () => phones[1].line.keys.join('') === '4711#', 'the keys at 8002');
    await cti.pauseRecording({ callId: call.callId, on: true });
    await told.event('recording-paused', ({ on }) => on, from);
    const heard = phones[0].heard.length;
    await eventually(async () => phones[0].heard.length > heard + 8000, 'a second unrecorded');
    await cti.pauseRecording({ callId: call.callId, on: false });
    await told.event('recording-paused', ({ on }) => !on, from);
    await cti.hangUp({ callId: call.callId });
    const { recording } = await recordOf(call.callId);
    expect(recording?.maskedSpans.map(({ reason }) => reason)).toEqual(['paused']);
    const [span] = recording?.maskedSpans ?? [];
    expect((span?.toMs ?? 0) - (span?.fromMs ?? 0)).toBeGreaterThan(900);

    await cti.setAgent({ seat: 'amy', state: 'paused', reason: 'lunch' });
    const { agent } = await told.first('agent-changed', ({ agent: { state } }) => state === 'paused', from);
    expect(agent).toMatchObject({ seat: 'amy', reason: 'lunch' });
    expect(await cti.agents()).toMatchObject([{ seat: 'amy', state: 'paused', reason: 'lunch' }]);
    await cti.setAgent({ seat: 'amy', state: 'ready' });
    await told.first('agent-changed', ({ agent: { state } }) => state === 'ready', from);
    expect(await refusalOf(cti.setAgent({ seat: 'bob', state: 'ready' }))).toEqual([404, 'no-such-seat']);
  });

  it('may do no more than its key says', async () => {
    const looks = house.connect(await house.key('wallboard', ['calls:read']), { live: false });
    const controls = house.connect(await house.key('dialer', ['calls:control']), { live: false });
    const call = await talking();
    const leg = legOf(call, '8002');
    const forbidden = [403, 'forbidden'];
    expect(await looks.call(call.callId)).toMatchObject({ callId: call.callId });
    expect(await refusalOf(looks.originate({ from: '8001', to: '8002' }))).toEqual(forbidden);
    expect(await refusalOf(looks.hangUp(call))).toEqual(forbidden);
    expect(await refusalOf(looks.agents())).toEqual(forbidden);
    expect(await refusalOf(controls.calls())).toEqual(forbidden);
    expect(await refusalOf(controls.monitor({ ...leg, extension: '8004', mode: 'listen' }))).toEqual(forbidden);
    expect(await refusalOf(controls.setAgent({ seat: 'amy', state: 'ready' }))).toEqual(forbidden);
    const stranger = house.connect('wk_guess', { live: false });
    expect(await refusalOf(stranger.calls())).toEqual([401, 'not-signed-in']);
    await house.program.run('api-key revoke', { key: 'dialer' });
    expect(await refusalOf(controls.hold(leg))).toEqual([401, 'not-signed-in']);
  });
});
