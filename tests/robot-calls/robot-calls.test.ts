import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import { openCallsOf, parseJournal } from '../../src/call/journal.ts';
import type { CallId } from '../../src/contract/ids.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import type { MonitorMode } from '../../src/contract/switchboard-command.ts';
import { allHear, pitchesOf, TestHouse } from '../switchboard/calls-kit.ts';
import { pitches } from '../switchboard/listening.ts';
import type { Phone } from '../switchboard/phone.ts';
import { TrunkPeer, type Outsider } from '../switchboard/trunk-peer.ts';
import { hander, robotCalls, talker } from './robot-kit.ts';

const [a, b, c, d] = pitches;
const document = `
extensions:
  - { name: '8001', password: 'env:P8001', ringForMs: 10000 }
  - { name: '8002', password: 'env:P8002', ringForMs: 10000 }
  - { name: '8004', password: 'env:P8004', ringForMs: 10000, supervises: true }
seats:
  - { name: ben, extension: '8002' }
queues:
  - { name: service, displayName: 人工服务, wrapUpMs: 1000 }
routes:
  - { name: people, dialed: ['8800'], to: { kind: queue, queue: service } }
`;

let house: TestHouse;
let outside: TrunkPeer;
let anna: Phone;
let ben: Phone;
let dora: Phone;

beforeAll(async () => {
  house = await TestHouse.start(document, ['8001', '8002', '8004']);
  outside = await TrunkPeer.open(() => 0);
  outside.toneHz = a;
  anna = await house.phone('8001', b);
  ben = await house.phone('8002', c);
  dora = await house.phone('8004', d);
});
afterEach(async () => {
  await Promise.all(outside.called.filter(({ isOver }) => !isOver).map((one) => one.hangUp()));
  await house.settled();
});
afterAll(async () => {
  await outside.close();
  await house.close();
});

/** The customer's leg, as commands name it. */
const customerLeg = (callId: CallId) => ({ callId, leg: `${callId}/customer` });

const watch = (on: { readonly callId: CallId; readonly leg: string }, mode: MonitorMode): Promise<unknown> =>
  house.does({ kind: 'monitor', ...on, extension: '8004', mode });

const over = (...phones: readonly Phone[]): Promise<unknown> =>
  eventually(async () => phones.every(({ line }) => line.isOver), 'the end of a call');

const left = (customer: Outsider): Promise<unknown> =>
  eventually(async () => customer.isOver, "the end of the customer's call");

const people = ({ parties }: CallRecord): unknown => parties.map(({ party, as }) => `${party.slice(0, 4)} ${as}`);

/** Nobody's time in the call is outside the call's. */
function timesAreRight({ parties, answeredAtMs, endedAtMs }: CallRecord): void {
  for (const { joinedAtMs, leftAtMs } of parties) {
    expect(joinedAtMs).toBeGreaterThanOrEqual(answeredAtMs ?? 0);
    expect(leftAtMs ?? 0).toBeGreaterThanOrEqual(joinedAtMs);
    expect(leftAtMs ?? Infinity).toBeLessThanOrEqual(endedAtMs);
  }
}

/** What the robot still said after a moment. */
const saidAfter = (callId: CallId, atMs: number): unknown[] =>
  house.told.filter((event) => event.callId === callId && event.kind === 'robot-said' && event.atMs > atMs + 500);

describe("a robot's call", () => {
  it('is listened to unheard, customer and robot; a barge silences the robot; the end is the person’s', async () => {
    const { callId, customer } = await robotCalls(house, outside, talker);
    await watch(customerLeg(callId), 'listen');
    await allHear([dora, [a]]);
    customer.hush();
    await allHear([dora, ['music']], [customer, ['music']]);
    await watch(customerLeg(callId), 'barge');
    await allHear([customer, [d]], [dora, []]);
    const joinedAtMs = Date.now();
    dora.line.hush();
    await allHear([customer, []], [dora, []]);
    customer.speak();
    await allHear([dora, [a]]);
    expect(house.call().parties?.map(({ party, as }) => [party, as])).toEqual([
      [expect.stringContaining('customer'), 'callee'],
      ['8004', 'member'],
    ]);
    await dora.hangUp();
    await left(customer);
    const record = await house.record(callId);
    expect(record).toMatchObject({ outcome: 'transferred', hangUpBy: 'seat', scriptId: 'test' });
    expect(people(record)).toEqual(['sip: callee', '8004 member']);
    timesAreRight(record);
    expect(saidAfter(callId, joinedAtMs)).toEqual([]);
    expect(record.transcript.at(-1)).toMatchObject({ speaker: 'robot', completed: false });
    expect((await house.tracks(record)).map(pitchesOf).filter((found) => found.length > 0)).toEqual([[a], [d]]);
  });

  it('gets somebody more by a command, and all persons are let go when the customer leaves', async () => {
    const { callId, customer } = await robotCalls(house, outside, talker);
    await house.does({ kind: 'add-party', callId, to: '8001' });
    await allHear([customer, [b]], [anna, [a]]);
    await house.does({ kind: 'add-party', callId, to: '8002' });
    await allHear([customer, [b, c]], [anna, [a, c]], [ben, [a, b]]);
    await customer.hangUp();
    await over(anna, ben);
    const record = await house.record(callId);
    expect(record).toMatchObject({ outcome: 'transferred', hangUpBy: 'customer' });
    expect(people(record)).toEqual(['sip: callee', '8001 member', '8002 member']);
    timesAreRight(record);
    expect((await house.tracks(record)).map(pitchesOf).filter((found) => found.length > 0)).toEqual([[a], [b], [c]]);
  });

  it('is transferred to an extension, which holds, consults, parks and gets keys as in any call', async () => {
    const { callId, customer } = await robotCalls(house, outside, talker);
    await house.does({ kind: 'transfer', ...customerLeg(callId), to: '8001' });
    await allHear([customer, [b]], [anna, [a]]);
    await house.does({ kind: 'hold', ...customerLeg(callId) });
    await allHear([customer, ['music']], [anna, []]);
    await house.does({ kind: 'resume', ...customerLeg(callId) });
    await allHear([customer, [b]], [anna, [a]]);
    await house.does({ kind: 'consult', ...house.leg(callId, '8001'), to: '8002' });
    await allHear([customer, ['music']], [anna, [c]], [ben, [b]]);
    await house.does({ kind: 'end-consult', ...house.leg(callId, '8001'), how: 'transfer' });
    await allHear([customer, [c]], [ben, [a]]);
    await over(anna);
    await house.does({ kind: 'send-digits', ...house.leg(callId, '8002'), digits: '42' });
    await eventually(async () => ben.line.keys.join('') === '42', 'two keys');
    const parked = await house.does({ kind: 'park', ...customerLeg(callId), place: '701' });
    expect(parked).toMatchObject({ place: '701' });
    await allHear([customer, ['music']]);
    await over(ben);
    await house.does({ kind: 'unpark', place: '701', extension: '8001' });
    await allHear([customer, [b]], [anna, [a]]);
    await house.does({ kind: 'pause-recording', callId, on: true });
    await house.does({ kind: 'drop-party', ...customerLeg(callId) });
    await left(customer);
    await over(anna);
    const record = await house.record(callId);
    expect(record).toMatchObject({ outcome: 'terminated', hangUpBy: 'operator' });
    expect(people(record)).toEqual(['sip: callee', '8001 callee', '8002 member', '8001 callee']);
    expect(record.recording?.maskedSpans).toEqual([expect.objectContaining({ reason: 'paused' })]);
    timesAreRight(record);
  }, 180_000);

  it('is transferred to a queue: the customer hears music until an agent is there, and the end is the agent’s', async () => {
    const { callId, customer } = await robotCalls(house, outside, talker);
    ben.answers = 'never';
    house.program.waihu.queues.desk.of(house.program.waihu.tenantId).signIn('ben');
    await house.does({ kind: 'transfer', ...customerLeg(callId), to: '8800' });
    await eventually(async () => ben.lines.some((line) => line.dialog && !line.isOver), 'the agent to ring');
    await allHear([customer, ['music']]);
    ben.answer();
    await allHear([customer, [c]], [ben, [a]]);
    await ben.hangUp();
    await left(customer);
    expect(await house.record(callId)).toMatchObject({ outcome: 'transferred', hangUpBy: 'seat' });
  });

  it('handed over to a seat by the robot is listened to, whispered into and taken over', async () => {
    const { callId, customer } = await robotCalls(house, outside, hander);
    await allHear([customer, [c]], [ben, [a]]);
    const seat = house.leg(callId, '8002');
    await watch(seat, 'listen');
    await allHear([dora, [a, c]], [customer, [c]], [ben, [a]]);
    await watch(seat, 'whisper');
    await allHear([dora, [a, c]], [customer, [c]], [ben, [a, d]]);
    await watch(seat, 'take-over');
    await allHear([dora, [a]], [customer, [d]]);
    await over(ben);
    await customer.hangUp();
    await over(dora);
    const record = await house.record(callId);
    expect(record).toMatchObject({ outcome: 'transferred', hangUpBy: 'customer', transfer: { answered: true } });
    expect(people(record)).toEqual(['sip: callee', '8002 agent', '8004 member']);
    timesAreRight(record);
  });

  it('keeps in the journal how to end the dialog of everybody in it', async () => {
    const { callId, customer } = await robotCalls(house, outside, talker);
    await house.does({ kind: 'add-party', callId, to: '8001' });
    await allHear([customer, [b]], [anna, [a]]);
    const open = async (): Promise<unknown> => {
      const { dataFolder, node } = house.program.waihu.config;
      const folder = join(dataFolder, 'journal', node);
      const [file = ''] = (await readdir(folder)).toSorted().reverse();
      const calls = openCallsOf(parseJournal(await readFile(join(folder, file))));
      const dialogs = calls.find((call) => call.callId === callId)?.dialogs ?? [];
      return dialogs.map(({ leg, answered }) => `${leg.replace(callId, '')} ${answered}`);
    };
    await eventually(async () => String(await open()) === 'customer true,/0 true', 'both dialogs');
    await anna.hangUp();
    await left(customer);
    await house.record(callId);
    expect(await open()).toEqual([]);
  });
});
