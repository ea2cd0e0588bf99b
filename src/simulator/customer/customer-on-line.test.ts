import { describe, expect, it } from 'vitest';
import { toneSound } from '../../audio/index.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { CallBook } from '../log/call-book.ts';
import { noLogFile } from '../log/log-file.ts';
import { murmur } from '../voice/murmur.ts';
import { behaviours } from './catalogue.ts';
import { CustomerOnLine } from './customer-on-line.ts';

/** A customer on a line of virtual time, and a robot's mouth to speak to it. */
class Room {
  readonly clock = new FakeClock();
  readonly book: CallBook;
  readonly customer: CustomerOnLine;
  sentText = '';
  keys = '';
  hungUp = false;
  reoffers: string[] = [];
  lastFrame: Int16Array = new Int16Array(160);

  constructor(name: string, textAgreed = true, wordsAreTold = false) {
    const behaviour = behaviours.get(name)!;
    const arrival = behaviour.arrival.kind === 'answers' ? behaviour.arrival : null;
    const options = {
      sipCallId: 'a',
      callee: '+99912345678',
      caller: '+861095000001',
      admission: 'taken',
      attempt: 1,
    } as const;
    this.book = new CallBook({ ...options, behaviour, arrival, ownToneHz: 1_720 }, this.clock, noLogFile);
    this.book.answered();
    this.book.textAgreed = textAgreed;
    const line = {
      send: (samples: Int16Array, text: string) => {
        this.lastFrame = samples;
        this.sentText += text;
      },
      press: (key: string) => {
        this.keys += key;
      },
    };
    this.customer = new CustomerOnLine(behaviour, behaviour.conduct!, line, this.book, {
      clock: this.clock,
      wordsAreTold,
      reactionMs: 600,
      speak: (text) => Promise.resolve(murmur(text)),
      hangUp: () => {
        this.hungUp = true;
        this.book.ended('customer');
        this.customer.close();
      },
      reoffer: (change) => {
        this.reoffers.push(change);
        return Promise.resolve();
      },
    });
  }

  /** Lets 20 ms pass in which the robot sends `samples` and `text`. */
  async step(samples: Int16Array | null = null, text = ''): Promise<void> {
    this.clock.tick(20);
    this.customer.sound(samples ?? new Int16Array(160), this.clock.monotonicMs());
    if (text !== '') this.customer.characters(text, this.clock.monotonicMs());
    this.customer.tick();
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }

  async wait(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) await this.step();
  }

  /** The robot says a sentence, its captions in step; stops when the customer has spoken into it for `stopsAfterMs`. */
  async robotSays(text: string, captions = true): Promise<void> {
    const sound = murmur(text);
    const frames = Math.ceil(sound.length / 160);
    const characters = Array.from(text);
    let typed = 0;
    for (let frame = 0; frame < frames; frame++) {
      const due = Math.floor(((frame + 1) / frames) * characters.length);
      await this.step(
        sound.subarray(frame * 160, frame * 160 + 160),
        captions ? characters.slice(typed, due).join('') : '',
      );
      typed = due;
    }
  }

  async robotPlaysTone(frequencyHz: number, lengthMs: number): Promise<void> {
    const sound = toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -16 }, lengthMs);
    for (let at = 0; at < sound.length; at += 160) await this.step(sound.subarray(at, at + 160));
  }

  log = () => this.book.log(() => ({ seat: 'li', heardCustomer: true, leftFirst: false }));
}

describe('a customer on the line', () => {
  it('answers what it is told that the robot said, once it was said, where no text was agreed', async () => {
    const room = new Room('buys-critical-illness', false, true);
    await room.robotSays('您好，请问现在方便吗？', false);
    await room.wait(2_000);
    expect(room.log().said).toEqual([]);
    await room.robotSays('请问现在方便吗？', false);
    room.customer.characters('请问现在方便吗？', room.clock.monotonicMs());
    await room.wait(3_000);
    expect(room.log().said.map(({ text, aside }) => [text, aside])).toEqual([['方便，你说吧。', false]]);
    expect(room.keys).toBe('');
  });

  it('answers with sound and the same words typed, and says what it heard', async () => {
    const room = new Room('buys-critical-illness');
    await room.robotSays('您好，请问现在方便吗？');
    await room.wait(3_000);
    expect(room.sentText).toBe('方便，你说吧。');
    await room.robotSays('您想了解哪一种？');
    await room.wait(3_000);
    await room.robotSays('您要多少保额？');
    await room.wait(3_000);
    await room.robotSays('确认办理吗？');
    await room.wait(3_500);
    await room.robotSays('再见。');
    room.book.ended('robot');
    room.customer.close();
    const log = room.log();
    expect(log.truth).toMatchObject({
      outcome: 'completed',
      answeredBy: 'human',
      hungUpBy: 'robot',
      wants: { product: '重疾险', amountYuan: 500_000 },
      ordered: true,
      grade: 'A',
      wordsHeard: ['您好，请问现在方便吗？', '您想了解哪一种？', '您要多少保额？', '确认办理吗？', '再见。'],
      wordsSaid: ['方便，你说吧。', '我想要重疾险。', '五十万吧。', '确认没问题。'],
    });
    for (const { lastVoicedAtMs, lastCharacterAtMs, firstVoicedAtMs } of log.said) {
      expect(lastVoicedAtMs).toBeGreaterThan(firstVoicedAtMs);
      expect(lastCharacterAtMs).toBeGreaterThanOrEqual(lastVoicedAtMs!);
    }
    // The next voice of the robot is the reply to what was said before it.
    expect(log.said.map(({ replyAtMs }) => replyAtMs !== null)).toEqual([true, true, true, true]);
    expect(log.bargeIns).toEqual([]);
  });

  it('interrupts, and notes when the robot fell silent', async () => {
    const room = new Room('interrupts');
    await room.robotSays('现在方便吗？');
    await room.wait(3_000);
    await room.robotSays('我们有很多很好的产品');
    await room.wait(3_000);
    expect(room.sentText).toContain('等一下，这个多少钱？');
    const [bargeIn] = room.log().bargeIns;
    expect(bargeIn!.robotSilentAtMs).toBeGreaterThan(bargeIn!.startedSpeakingAtMs);
  });

  it('presses keys where there is only sound, after a caption might have come where text was agreed', async () => {
    const room = new Room('buys-medical', false);
    await room.robotSays('现在方便吗？', false);
    await room.wait(1_500);
    expect(room.keys).toBe('1');
    const hopeful = new Room('keys-buys');
    await hopeful.robotSays('现在方便吗？', false);
    await hopeful.wait(1_500);
    expect(hopeful.keys).toBe('');
    await hopeful.robotSays('您还在吗？', false);
    await hopeful.wait(1_500);
    expect(hopeful.keys).toBe('1');
    expect(hopeful.log().truth.keysPressed).toBe('1');
  });

  it('waits for the person, plays its own tone, and hangs up when it ends the talk', async () => {
    const room = new Room('wants-person-at-once');
    await room.robotSays('现在方便吗？');
    await room.wait(3_000);
    await room.robotSays('正在为您转接，请稍候。');
    await room.wait(2_000);
    await room.robotPlaysTone(520, 5_000);
    expect(room.hungUp).toBe(true);
    expect(room.log().truth).toMatchObject({
      outcome: 'transferred',
      hungUpBy: 'customer',
      transfer: { ownToneHz: 1_720, heardToneHz: 520, seat: 'li', heardBySeat: true },
    });
  });

  it("has its line return the robot's sound", async () => {
    const room = new Room('echo-12-60');
    const tone = toneSound({ frequenciesHz: [400], levelDbfs: -10 }, 200);
    for (let at = 0; at < tone.length; at += 160) await room.step(tone.subarray(at, at + 160));
    expect(Math.max(...room.lastFrame)).toBeGreaterThan(1_000);
    expect(room.log().echo).toEqual({ gainDb: -12, delayMs: 60 });
  });

  it('holds and resumes before it answers', async () => {
    const room = new Room('holds');
    await room.robotSays('现在方便吗？');
    await room.wait(3_000);
    await room.robotSays('您想了解哪一种？');
    await room.wait(5_000);
    expect(room.reoffers).toEqual(['hold', 'resume']);
    expect(room.sentText).toContain('医疗险。');
  });

  it('a machine greets and beeps', async () => {
    const room = new Room('voicemail');
    await room.wait(8_000);
    expect(room.sentText).toBe('您好，我现在无法接听您的电话，请在提示音后留言。');
    room.book.ended('robot');
    expect(room.log().truth).toMatchObject({ answeredBy: 'voicemail', outcome: 'voicemail', grade: null });
  });

  it('a click is nothing said', async () => {
    const room = new Room('refuses');
    await room.robotPlaysTone(400, 60);
    await room.wait(2_000);
    expect(room.log().heard).toEqual([]);
  });
});
