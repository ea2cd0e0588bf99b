import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseWav, toneShare } from '../../src/audio/index.ts';
import { eventually } from '../../src/app/testing/test-program.ts';
import { voicemailsOfBox } from '../../src/voicemail/index.ts';
import { allHear, pitchesOf, TestHouse } from './calls-kit.ts';
import { Lamp } from './lamp.ts';
import { pitches } from './listening.ts';
import type { Phone, PhoneLine } from './phone.ts';

const [a, b, c, d] = pitches;
const numbers = ['8001', '8002', '8003', '8004', '8005', '8006', '8007', '8008', '8009'];
const settings: Readonly<Record<string, string>> = {
  8001: 'pickUpGroup: sales',
  8002: 'pickUpGroup: sales',
  8003: 'pickUpGroup: sales',
  8004: 'ringForMs: 3000, voicemail: { greeting: 请留言。 }',
  8005: "forward: { always: { kind: extension, extension: '8003' } }",
  8006: "forward: { always: { kind: extension, extension: '8007' } }",
  8007: "forward: { always: { kind: extension, extension: '8006' } }",
  8008: 'doNotDisturb: true',
  8009: "forward: { away: { kind: extension, extension: '8003' } }",
};
const toCarl = `{ kind: extension, extension: '8003' }`;
const lines = (more: Readonly<Record<string, string>> = {}): string => `
parkForMs: 10000
extensions:
${numbers.map((name) => `  - { name: '${name}', password: 'env:P${name}', ${{ ...settings, ...more }[name]} }`).join('\n')}
`;

let house: TestHouse;
let anna: Phone;
let ben: Phone;
let carl: Phone;
let dora: Phone;

beforeAll(async () => {
  house = await TestHouse.start(lines(), numbers);
  anna = await house.phone('8001', a);
  ben = await house.phone('8002', b);
  carl = await house.phone('8003', c);
  dora = await house.phone('8004', d);
});
afterEach(() => house.settled());
afterAll(() => house.close());

const ended = (...calls: readonly PhoneLine[]): Promise<unknown> =>
  eventually(async () => calls.every((line) => line.isOver), 'the end of a call');
const rung = (phone: Phone, before: number): Promise<unknown> =>
  eventually(async () => phone.calls.length > before, `${phone.number} to ring`);
const answered = (line: PhoneLine): Promise<unknown> =>
  eventually(async () => line.told.includes('answered'), 'an answer');

describe('a parked call', () => {
  it('hears music at its place, is taken from there by another telephone, and the parker is free', async () => {
    anna.call('8002');
    await allHear([anna, [b]], [ben, [a]]);
    expect(await ben.line.refer('*70701')).toBe(202);
    await ended(ben.line);
    await allHear([anna, ['music']]);
    const { callId } = house.call();
    carl.call('*71702');
    await ended(carl.line);
    expect(carl.line.told).toEqual(['failed 404']);
    carl.call('*71701');
    await allHear([anna, [c]], [carl, [a]]);
    await carl.hangUp();
    await ended(anna.line);
    expect((await house.record(callId)).outcome).toBe('completed');
    const kinds = house.told.filter((event) => event.callId === callId).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['parked', 'unparked', 'party-left', 'call-ended']));
  });

  it('comes back to the parker when nobody takes it, and leaves its place when the caller hangs up', async () => {
    anna.call('8002');
    await allHear([anna, [b]]);
    expect(await ben.line.refer('*70')).toBe(202);
    await ended(ben.line);
    const before = ben.calls.length;
    await rung(ben, before);
    await allHear([anna, [b]], [ben, [a]]);
    const { callId } = house.call();
    const parked = await house.does({ kind: 'park', ...house.leg(callId, '8001'), place: '5' });
    expect(parked).toMatchObject({ place: '5' });
    await allHear([anna, ['music']]);
    await anna.hangUp();
    await eventually(async () => house.calls().length === 0, 'the end');
    expect(await house.command({ kind: 'unpark', place: '5', extension: '8003' })).toMatchObject({
      ok: false,
      code: 'no-such-place',
    });
  });
});

describe('pick-up', () => {
  it('takes the call that rings at an extension, or in the own group; nothing to take is told', async () => {
    ben.answers = 'never';
    for (const code of ['*88002', '*8']) {
      const before = ben.calls.length;
      anna.call('8002');
      await rung(ben, before);
      carl.call(code);
      await allHear([anna, [c]], [carl, [a]]);
      await ended(ben.line);
      expect(ben.line.told).toEqual(['cancelled']);
      await anna.hangUp();
      await ended(carl.line);
    }
    dora.call('*8');
    carl.call('*88002');
    await ended(dora.line, carl.line);
    expect([dora.line.told, carl.line.told]).toEqual([['failed 404'], ['failed 404']]);
  });
});

describe('a forward', () => {
  it('of the document goes always, when nobody is there, and never round in a circle', async () => {
    for (const number of ['8005', '8009']) {
      anna.call(number);
      await allHear([anna, [c]], [carl, [a]]);
      await anna.hangUp();
      await ended(carl.line);
    }
    anna.call('8006');
    await ended(anna.line);
    expect(anna.line.told).toEqual(['failed 482']);
  });

  it('of the document goes when it is busy, and when nobody answers', async () => {
    await house.use(lines({ 8002: `ringForMs: 3000, forward: { busy: ${toCarl}, noAnswer: ${toCarl} }` }));
    for (const answers of ['busy', 'never'] as const) {
      ben.answers = answers;
      anna.call('8002');
      await allHear([anna, [c]], [carl, [a]]);
      const reason = answers === 'busy' ? 'user-busy' : 'no-answer';
      expect(carl.calls.at(-1)?.headers.get('diversion')?.[0]).toMatch(new RegExp(`sip:8002@.*;reason=${reason};`));
      await anna.hangUp();
      await ended(carl.line);
    }
    await house.use(lines());
  });

  it('by telephone holds until it is taken back', async () => {
    ben.call('*728003');
    await ended(ben.line);
    anna.call('8002');
    await allHear([anna, [c]], [carl, [a]]);
    await anna.hangUp();
    await ended(carl.line);
    ben.call('*72');
    await ended(ben.line);
    expect(ben.line.told).toEqual(['answered', 'ended remote']);
    anna.call('8002');
    await allHear([anna, [b]], [ben, [a]]);
  });
});

describe('do not disturb', () => {
  it('of the document and by telephone: busy, and nothing rings', async () => {
    anna.call('8008');
    await ended(anna.line);
    expect(anna.line.told).toEqual(['failed 486']);
    ben.call('*78');
    await ended(ben.line);
    const before = ben.calls.length;
    anna.call('8002');
    await ended(anna.line);
    expect(anna.line.told).toEqual(['failed 486']);
    expect(ben.calls).toHaveLength(before);
    ben.call('*78');
    await ended(ben.line);
    anna.call('8002');
    await allHear([anna, [b]], [ben, [a]]);
  });
});

describe('voicemail', () => {
  const kept = () => voicemailsOfBox(house.program.waihu.database, house.program.waihu.tenantId, '8004');
  const beeps = (line: PhoneLine): Promise<unknown> =>
    eventually(async () => {
      for (let at = 0; at + 800 <= line.heard.length; at += 800)
        if (toneShare(Int16Array.from(line.heard.slice(at, at + 800)), 1000, 8000) > 0.8) return true;
      return false;
    }, 'the beep');

  it('takes a message after nobody answered, lights the lamp, is listened to and deleted', async () => {
    const [server] = house.program.waihu.sip.addresses;
    const lamp = await Lamp.watch(server!, '8004', 'secret-of-8004');
    await eventually(async () => lamp.told.at(-1)?.includes('Messages-Waiting: no'), 'a dark lamp');
    dora.answers = 'never';
    const line = anna.call('8004');
    await answered(line);
    line.hush();
    await beeps(line);
    const from = line.heard.length;
    line.speak();
    await eventually(async () => line.heard.length > from + 24_000, 'three seconds of message');
    line.hush();
    line.press('#');
    const choices = line.heard.length;
    await eventually(async () => line.heard.length > choices + 8_000, 'a second of choices');
    line.press('1');
    await ended(line);
    const [message, ...others] = await eventually(async () => {
      const found = await kept();
      return found.length > 0 && found;
    }, 'the message');
    expect(others).toEqual([]);
    expect(message).toMatchObject({ caller: '8001', heard: false });
    const sound = await readFile(join(house.program.waihu.recordingsFolder, message!.file));
    expect(pitchesOf(parseWav(sound, message!.file).samples)).toEqual([a]);
    await eventually(async () => lamp.told.at(-1)?.includes('Messages-Waiting: yes'), 'the lamp');
    expect(lamp.told.at(-1)).toContain('Voice-Message: 1/0');
    const own = dora.call('*97');
    await answered(own);
    own.hush();
    await allHear([own, [a]]);
    own.press('3');
    own.press('#');
    await ended(own);
    await eventually(async () => (await kept()).length === 0, 'an empty box');
    await eventually(async () => lamp.told.at(-1)?.includes('Messages-Waiting: no'), 'a dark lamp');
    lamp.close();
  });
});

describe('a caller who gives up', () => {
  it('leaves nothing that rings, waits or is parked, whenever it is', async () => {
    ben.answers = 'never';
    const before = ben.calls.length;
    anna.call('8002');
    await rung(ben, before);
    anna.line.cancel();
    await ended(anna.line, ben.line);
    expect(ben.line.told).toEqual(['cancelled']);
    carl.call('*88002');
    await ended(carl.line);
    expect(carl.line.told).toEqual(['failed 404']);
    ben.answers = 'yes';
    // Before anything rings, and at the very moment of the answer.
    anna.call('8002').cancel();
    await ended(anna.line);
    const line = anna.call('8002');
    await answered(line);
    await line.hangUp();
    await eventually(async () => house.calls().length === 0, 'the end');
    // While somebody else is asked for it.
    dora.answers = 'never';
    anna.call('8002');
    await allHear([anna, [b]]);
    const asked = dora.calls.length;
    await house.does({ kind: 'add-party', callId: house.call().callId, to: '8004' });
    await rung(dora, asked);
    await anna.hangUp();
    await ended(dora.line, ben.line);
    expect(dora.line.told).toEqual(['cancelled']);
  });
});
