import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import type { CallId } from '../../src/contract/ids.ts';
import { allHear, pitchesOf, TestHouse } from './calls-kit.ts';
import { pitches } from './listening.ts';
import type { Phone } from './phone.ts';

const [a, b, c, d] = pitches;
const numbers = ['8001', '8002', '8003', '8004'];
const document = `
extensions:
${numbers.map((name) => `  - { name: '${name}', password: 'env:P${name}', ringForMs: 10000, supervises: ${name === '8004'} }`).join('\n')}
conferences:
  - { name: standup, maxParties: 3, record: true }
  - { name: board, pin: env:PINOFBOARD }
routes:
  - { name: room, dialed: ['8800'], to: { kind: conference, room: standup } }
  - { name: board, dialed: ['8801'], to: { kind: conference, room: board } }
`;

let house: TestHouse;
let anna: Phone;
let ben: Phone;
let carl: Phone;
let dora: Phone;

beforeAll(async () => {
  process.env['PINOFBOARD'] = '24681357';
  house = await TestHouse.start(document, numbers);
  anna = await house.phone('8001', a);
  ben = await house.phone('8002', b);
  carl = await house.phone('8003', c);
  dora = await house.phone('8004', d);
});
afterEach(() => house.settled());
afterAll(() => house.close());

/** Anna talks with Ben. */
async function annaWithBen(): Promise<CallId> {
  anna.call('8002');
  await allHear([anna, [b]], [ben, [a]]);
  return house.call().callId;
}

const ended = (...phones: readonly Phone[]): Promise<unknown> =>
  eventually(async () => phones.every((phone) => phone.line.isOver), 'the end of a call');

/** In the recording everybody has a track of its own, with its own voice alone. */
async function recordedApart(callId: CallId, ...voices: readonly number[]): Promise<void> {
  const record = await house.record(callId);
  expect(record).toMatchObject({ outcome: 'completed', recording: { complete: true } });
  const tracks = await house.tracks(record);
  const heard = tracks.map(pitchesOf).filter((found) => found.length > 0);
  expect(heard.toSorted((one, other) => one[0]! - other[0]!)).toEqual(voices.map((hz) => [hz]));
}

describe('three in a call', () => {
  it('by command: each hears the other two and not himself; one leaves, two go on; the last ends it', async () => {
    const callId = await annaWithBen();
    await house.does({ kind: 'add-party', callId, to: '8003' });
    await allHear([anna, [b, c]], [ben, [a, c]], [carl, [a, b]]);
    await anna.hangUp();
    await allHear([ben, [c]], [carl, [b]]);
    await ben.hangUp();
    await ended(carl);
    expect(carl.line.told).toEqual(['ended remote']);
    await recordedApart(callId, a, b, c);
  });

  it('by consultation: music for who waits, then all three, then one is dropped', async () => {
    const callId = await annaWithBen();
    await house.does({ kind: 'consult', ...house.leg(callId, '8002'), to: '8003' });
    await allHear([anna, ['music']], [ben, [c]], [carl, [b]]);
    await house.does({ kind: 'end-consult', ...house.leg(callId, '8002'), how: 'conference' });
    await allHear([anna, [b, c]], [ben, [a, c]], [carl, [a, b]]);
    await house.does({ kind: 'drop-party', ...house.leg(callId, '8003') });
    await allHear([anna, [b]], [ben, [a]]);
    expect(carl.line.told).toEqual(['ended remote']);
    await house.does({ kind: 'hang-up', callId });
    await ended(anna, ben);
    expect(await house.record(callId)).toMatchObject({ outcome: 'terminated', hangUpBy: 'operator' });
  });
});

describe('a consultation', () => {
  it('that is cancelled brings the two together again, and that is handed over joins the other two', async () => {
    const callId = await annaWithBen();
    await house.does({ kind: 'consult', ...house.leg(callId, '8002'), to: '8003' });
    await allHear([anna, ['music']], [ben, [c]], [carl, [b]]);
    await house.does({ kind: 'end-consult', ...house.leg(callId, '8002'), how: 'cancel' });
    await allHear([anna, [b]], [ben, [a]]);
    expect(carl.line.told).toEqual(['ended remote']);
    await house.does({ kind: 'consult', ...house.leg(callId, '8002'), to: '8003' });
    await allHear([ben, [c]]);
    await house.does({ kind: 'end-consult', ...house.leg(callId, '8002'), how: 'transfer' });
    await allHear([anna, [c]], [carl, [a]]);
    expect(ben.line.told).toEqual(['ended remote']);
    await carl.hangUp();
    await ended(anna);
    expect((await house.record(callId)).outcome).toBe('completed');
  });

  it('that is refused, or called off while it rings, changes nothing', async () => {
    const callId = await annaWithBen();
    carl.answers = 'busy';
    await house.does({ kind: 'consult', ...house.leg(callId, '8002'), to: '8003' });
    await eventually(
      async () =>
        house.told.some((event) => event.kind === 'party-left' && event.callId === callId && event.party === '8003'),
      'the refusal',
    );
    await allHear([anna, [b]], [ben, [a]]);
    carl.answers = 'never';
    const rang = carl.lines.length;
    await house.does({ kind: 'consult', ...house.leg(callId, '8002'), to: '8003' });
    await eventually(async () => carl.lines.length > rang, 'a ring');
    await allHear([anna, ['music']]);
    await house.does({ kind: 'end-consult', ...house.leg(callId, '8002'), how: 'cancel' });
    await allHear([anna, [b]], [ben, [a]]);
    await ended(carl);
    expect(carl.line.told).toEqual(['cancelled']);
    expect(await house.command({ kind: 'end-consult', ...house.leg(callId, '8002'), how: 'transfer' })).toMatchObject({
      ok: false,
      code: 'not-now',
    });
  });

  it('whose asker hangs up is a transfer, whoever had called', async () => {
    const callId = await annaWithBen();
    await house.does({ kind: 'consult', ...house.leg(callId, '8002'), to: '8003' });
    await allHear([ben, [c]]);
    await ben.hangUp();
    await allHear([anna, [c]], [carl, [a]]);
    await house.does({ kind: 'consult', ...house.leg(callId, '8001'), to: '8004' });
    await allHear([anna, [d]], [carl, ['music']]);
    await anna.hangUp();
    await allHear([carl, [d]], [dora, [c]]);
    await dora.hangUp();
    await ended(carl);
    expect(carl.line.told).toEqual(['ended remote']);
    await recordedApart(callId, a, b, c, d);
  });
});

describe('a transfer by telephone', () => {
  it('blind: the other is led on, and is back where nobody takes it', async () => {
    const callId = await annaWithBen();
    carl.answers = 'busy';
    expect(await ben.line.refer('8003')).toBe(202);
    await eventually(async () => ben.line.transfers.length > 0, 'what became of it');
    expect(ben.line.transfers).toEqual([486]);
    await allHear([anna, [b]], [ben, [a]]);
    carl.answers = 'yes';
    expect(await ben.line.refer('8003')).toBe(202);
    await allHear([anna, [c]], [carl, [a]]);
    expect(ben.line.told.at(-1)).toBe('ended remote');
    expect(await anna.line.refer('8999')).toBe(404);
    await anna.hangUp();
    await ended(carl);
    await recordedApart(callId, a, b, c);
  });

  it('by the one who had called sends the callee on', async () => {
    await annaWithBen();
    expect(await anna.line.refer('8003')).toBe(202);
    await allHear([ben, [c]], [carl, [b]]);
    await ended(anna);
    await carl.hangUp();
    await ended(ben);
  });

  it('attended: the one who was asked takes over, and the telephone between leaves both calls', async () => {
    await annaWithBen();
    const first = ben.line;
    await first.hold();
    await allHear([anna, ['music']]);
    const second = ben.call('8003');
    await allHear([second, [c]], [carl, [b]]);
    expect(await first.referTo(second, '8003')).toBe(202);
    await allHear([anna, [c]], [carl, [a]]);
    await eventually(async () => first.isOver && second.isOver, 'the end of both');
    await anna.hangUp();
    await ended(carl);
  });
});

describe('hold', () => {
  it('by telephone and by command: music for the one, silence for the other, until they are taken back', async () => {
    const callId = await annaWithBen();
    await ben.line.hold();
    await allHear([anna, ['music']]);
    await ben.line.resume();
    await allHear([anna, [b]], [ben, [a]]);
    await house.does({ kind: 'hold', ...house.leg(callId, '8001') });
    await allHear([anna, ['music']], [ben, []]);
    expect(house.call().parties?.map(({ state }) => state)).toEqual(['held', 'talking']);
    await house.does({ kind: 'resume', ...house.leg(callId, '8001') });
    await allHear([anna, [b]], [ben, [a]]);
  });
});

describe('a conference room', () => {
  it('holds as many as it may, each hears the others, and its record is made when the last has left', async () => {
    anna.call('8800');
    ben.call('8800');
    carl.call('8800');
    await allHear([anna, [b, c]], [ben, [a, c]], [carl, [a, b]]);
    dora.call('8800');
    await ended(dora);
    expect(dora.line.told).toEqual(['failed 486']);
    const room = house.calls().find((call) => call.callee === 'standup');
    expect(room?.parties).toHaveLength(3);
    const heard = carl.heard.length;
    await eventually(async () => carl.heard.length > heard + 24_000, 'three seconds more of all three');
    await carl.hangUp();
    await allHear([anna, [b]], [ben, [a]]);
    await anna.hangUp();
    await allHear([ben, []]);
    expect(ben.line.isOver).toBe(false);
    await ben.hangUp();
    await recordedApart(room!.callId, a, b, c);
  });
});

describe('a room with a door', () => {
  it('opens to who types its digits, and to nobody else', async () => {
    const lines = [anna.call('8801'), ben.call('8801')];
    await eventually(async () => lines.every(({ told }) => told.includes('answered')), 'answers');
    anna.line.press('24681357');
    ben.line.press('1111#24681357');
    await allHear([anna, [b]], [ben, [a]]);
    const stranger = carl.call('8801');
    await eventually(async () => stranger.told.includes('answered'), 'an answer');
    stranger.press('0#0#0#');
    await ended(carl);
    expect(stranger.told).toEqual(['answered', 'ended remote']);
    const written = house.program.log() + JSON.stringify(house.told);
    expect(written).not.toContain('24681357');
  });
});

describe('supervision', () => {
  it('by feature codes: a listener is not heard, a whisperer by one alone, one who barges in by all', async () => {
    await annaWithBen();
    dora.call('*518002');
    await allHear([dora, [a, b]], [anna, [b]], [ben, [a]]);
    await dora.hangUp();
    dora.call('*528002');
    await allHear([dora, [a, b]], [anna, [b]], [ben, [a, d]]);
    await dora.hangUp();
    dora.call('*538002');
    await allHear([dora, [a, b]], [anna, [b, d]], [ben, [a, d]]);
    await dora.hangUp();
    await allHear([anna, [b]], [ben, [a]]);
    dora.call('*548002');
    await allHear([dora, [a]], [anna, [d]]);
    await ended(ben);
    expect(ben.line.told).toEqual(['ended remote']);
    await dora.hangUp();
    await ended(anna);
  });

  it('by command, from one mode to the next, and never by who does not supervise', async () => {
    const callId = await annaWithBen();
    const watched = house.leg(callId, '8001');
    const asked = (extension: string, mode: 'listen' | 'whisper' | 'barge' | 'take-over') =>
      house.command({ kind: 'monitor', ...watched, extension, mode });
    expect(await asked('8003', 'listen')).toMatchObject({ ok: false, code: 'not-allowed' });
    carl.call('*518002');
    await ended(carl);
    expect(carl.line.told).toEqual(['failed 403']);
    await asked('8004', 'listen');
    await allHear([dora, [a, b]], [anna, [b]], [ben, [a]]);
    await asked('8004', 'whisper');
    await allHear([dora, [a, b]], [anna, [b, d]], [ben, [a]]);
    await asked('8004', 'barge');
    await allHear([dora, [a, b]], [anna, [b, d]], [ben, [a, d]]);
    await asked('8004', 'take-over');
    await allHear([dora, [b]], [ben, [d]]);
    await ended(anna);
    expect(dora.calls.at(-1)?.headers.get('call-info')?.[0]).toContain('answer-after=0');
    await ben.hangUp();
    await ended(dora);
  });
});
