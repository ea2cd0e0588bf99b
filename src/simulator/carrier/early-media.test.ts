import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { behaviours } from '../customer/catalogue.ts';
import { PlainCustomer } from '../customer/plain-customer.ts';
import { CallBook } from '../log/call-book.ts';
import { noLogFile } from '../log/log-file.ts';
import { SeatOnLine } from '../seats/seat-on-line.ts';
import { toneShare, toneSound } from '../../audio/index.ts';
import { murmur } from '../voice/murmur.ts';
import { Announcer } from './announcer.ts';
import { ColourRing } from './colour-ring.ts';

function rig(name: string) {
  const clock = new FakeClock();
  const behaviour = behaviours.get(name)!;
  const book = new CallBook(
    {
      sipCallId: 'a',
      callee: '+99912345678',
      caller: '+861095000001',
      admission: 'taken',
      attempt: 1,
      behaviour,
      arrival: behaviour.arrival.kind === 'by-attempt' ? null : behaviour.arrival,
      ownToneHz: 1_720,
    },
    clock,
    noLogFile,
  );
  const sent = { text: '', frames: [] as Int16Array[], keys: '' };
  const line = {
    send: (samples: Int16Array, text: string) => {
      sent.frames.push(samples);
      sent.text += text;
    },
    press: (key: string) => {
      sent.keys += key;
    },
  };
  return { clock, book, sent, line };
}

describe('Announcer', () => {
  it('says its words as often as it should, then is done', () => {
    const { book, line, sent } = rig('powered-off');
    let done = 0;
    const text = '已关机。';
    const announcer = new Announcer([{ kind: 'speech', text, samples: murmur(text) }], 2, line, book, () => done++);
    for (let tick = 0; tick < 200; tick++) announcer.tick();
    expect(sent.text).toBe('已关机。已关机。');
    expect(done).toBe(1);
    book.refused(480);
    expect(book.log(() => null).truth).toMatchObject({ outcome: 'powered-off', wordsSaid: [], answered: false });
  });
  it('is no announcement before its telling words', () => {
    const { book, line } = rig('powered-off');
    const announcer = new Announcer(
      [{ kind: 'speech', text: '已关机。', samples: murmur('已关机。') }],
      2,
      line,
      book,
      () => undefined,
    );
    for (let tick = 0; tick < 10; tick++) announcer.tick();
    announcer.sound();
    announcer.characters();
    announcer.key();
    announcer.close();
    book.cancelled();
    expect(book.log(() => null).truth.outcome).toBe('no-answer');
  });
});

it('a colour ring is music: sound without words', () => {
  const { line, sent } = rig('buys-after-colour-ring');
  const music = new ColourRing(line);
  for (let tick = 0; tick < 50; tick++) music.tick();
  music.sound();
  music.characters();
  music.key();
  music.close();
  expect(sent.text).toBe('');
  expect(sent.frames.every((frame) => frame.some((sample) => sample !== 0))).toBe(true);
});

describe('PlainCustomer', () => {
  it('gives back what it hears, frame by frame', () => {
    const { line, book, sent } = rig('steady');
    const echoing = new PlainCustomer(line, book, null);
    const frame = new Int16Array(160).fill(7);
    echoing.sound(frame);
    echoing.tick();
    echoing.tick();
    expect(sent.frames).toEqual([frame, new Int16Array(160)]);
    for (let tick = 0; tick < 20; tick++) echoing.sound(frame);
    for (let tick = 0; tick < 20; tick++) echoing.tick();
    expect(sent.frames.filter((one) => one === frame)).toHaveLength(11);
    echoing.characters();
    echoing.key('5');
    echoing.close();
    book.ended('robot');
    expect(book.log(() => null).truth.keysHeard).toBe('5');
  });
  it('talks without end', () => {
    const { line, book, sent } = rig('steady-talker');
    const talking = new PlainCustomer(line, book, new Int16Array(400).fill(3));
    talking.sound(new Int16Array(160));
    for (let tick = 0; tick < 5; tick++) talking.tick();
    expect(sent.frames.every((frame) => frame.length === 160 && frame[0] === 3)).toBe(true);
  });
});

describe('SeatOnLine', () => {
  it('plays its tone, hears the customer, and hangs up some time after', () => {
    const { line, sent } = rig('steady');
    const heard: number[] = [];
    let hungUp = false;
    const person = new SeatOnLine(
      line,
      520,
      (toneHz) => heard.push(toneHz),
      () => {
        hungUp = true;
        person.close();
      },
    );
    const tone = toneSound({ frequenciesHz: [1_800], levelDbfs: -16 }, 3_000);
    for (let at = 0; at < tone.length; at += 160) {
      person.sound(tone.subarray(at, at + 160));
      person.tick();
    }
    expect(heard).toEqual([1_800]);
    expect(hungUp).toBe(false);
    for (let tick = 0; tick < 100; tick++) person.tick();
    expect(hungUp).toBe(true);
    expect(toneShare(sent.frames[10]!, 520, 8000)).toBeGreaterThan(0.8);
    person.characters();
    person.key();
  });
  it('leaves when it hears nobody', () => {
    const { line } = rig('steady');
    let left = 0;
    const person = new SeatOnLine(
      line,
      520,
      () => undefined,
      () => left++,
    );
    for (let tick = 0; tick < 600; tick++) person.tick();
    expect(left).toBe(1);
  });
});
