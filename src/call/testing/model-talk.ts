import type { LanguageModel } from '../../contract/language-model.ts';
import type { SentenceEmbedder } from '../../contract/sentence-embedder.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { delay, type Clock } from '../../foundation/clock.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { Told } from '../conversation-state.ts';
import type { MediaCommand, MediaEvent } from '../media/media-messages.ts';
import { Talk } from '../talk.ts';
import { robotOrder } from './robot-order.ts';

const legId = 'call/customer';

type Play = Extract<MediaCommand, { kind: 'play' }>;

/** A sentence of the robot, as the customer heard it. */
interface Sounded {
  readonly text: string;
  readonly fromMs: number;
  toMs: number;
}

interface ModelCallOptions {
  /** Virtual time where absent. */
  readonly clock?: Clock;
  /** How long a character sounds, in milliseconds. */
  readonly characterMs?: number;
  readonly sentenceEmbedder?: SentenceEmbedder;
}

/** A call whose sentences take their time to be said, and whose customer is a test. */
export class ModelCall {
  readonly clock: Clock;
  readonly sounded: Sounded[] = [];
  readonly told: Told[] = [];
  readonly endings: string[] = [];
  readonly talk: Talk;
  readonly #characterMs: number;
  #line: Play[] = [];
  #stopSound: (() => void) | null = null;

  constructor(
    script: ScriptDocument,
    model: ((clock: Clock) => LanguageModel) | null,
    { clock = new FakeClock(), characterMs = 150, sentenceEmbedder }: ModelCallOptions = {},
  ) {
    this.clock = clock;
    this.#characterMs = characterMs;
    const around = {
      media: {
        send: (command: MediaCommand) => this.#send(command),
        subscribe: () => () => undefined,
        close: async () => undefined,
      },
      clock: this.clock,
      services: { callFunction: () => Promise.resolve({ ok: true, values: { level: 'gold' } } as const) },
      recognizer: null,
      utcOffsetMinutes: 480,
      ...(model && { languageModel: model(this.clock) }),
      ...(sentenceEmbedder && { sentenceEmbedder }),
    };
    this.talk = new Talk(
      robotOrder(script),
      script,
      legId,
      around,
      { tell: (event) => this.told.push(event), opens: () => undefined, keep: () => undefined },
      {
        hangUp: (outcome) => void this.endings.push(outcome),
        transfer: () => undefined,
      },
    );
    this.talk.start(true);
  }

  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  /** What the customer has heard, sentence by sentence. */
  get heard(): readonly string[] {
    return this.sounded.map(({ text }) => text);
  }

  async pass(ms: number): Promise<void> {
    await (this.clock instanceof FakeClock ? this.clock.tickAsync(ms) : delay(this.clock, ms));
  }

  /** Passes time until the robot has said all that is in line and says nothing more for a moment. */
  async untilQuiet(mostMs = 20_000): Promise<void> {
    for (let waitedMs = 0; waitedMs < mostMs; waitedMs += 10) {
      await this.pass(10);
      if (this.#line.length === 0) return;
    }
    throw new Error('the robot never stopped');
  }

  /** The customer speaks for 600 ms, cutting the robot where it speaks; gives when he ended. */
  async says(words: string): Promise<number> {
    const startedAtMs = this.nowMs;
    this.#hear({ kind: 'speech-started', startedAtMs });
    await this.pass(300);
    if (this.#line.length > 0) this.#cut(startedAtMs);
    this.#hear({ kind: 'text', text: words });
    await this.pass(300);
    this.#hear({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: this.nowMs });
    return this.nowMs;
  }

  /** The longest time after `fromMs` in which the robot owed something and was silent: until it asks whether anybody is there. */
  silenceAfter(fromMs: number): number {
    let silentSince = fromMs;
    let longest = 0;
    for (const { text, fromMs: begins, toMs } of this.sounded) {
      if (begins < fromMs) continue;
      if (text === '喂，能听到吗？') break;
      longest = Math.max(longest, begins - silentSince);
      silentSince = toMs;
    }
    return silentSince === fromMs ? this.nowMs - fromMs : longest;
  }

  #send(command: MediaCommand): void {
    if (command.kind === 'stop-play') this.#line = [];
    if (command.kind !== 'play') return;
    this.#line.push(command);
    if (this.#line.length === 1) this.clock.after(0, () => this.#begin());
  }

  #begin(): void {
    const [play] = this.#line;
    if (!play) return;
    const text = play.items[0]?.text ?? '';
    const sound: Sounded = { text, fromMs: this.nowMs, toMs: Infinity };
    this.sounded.push(sound);
    this.#hear({ kind: 'play-started', playId: play.playId, synthesisMs: 0, provider: 'scripted', cached: true });
    this.#stopSound = this.clock.after(text.length * this.#characterMs, () => {
      sound.toMs = this.nowMs;
      this.#line.shift();
      this.#ended(play, text, null);
      this.#begin();
    });
  }

  #cut(startedAtMs: number): void {
    this.#stopSound?.();
    const interruption = { by: 'speech', startedAtMs, decidedAtMs: this.nowMs, stoppedAtMs: this.nowMs };
    const [first, ...waiting] = this.#line;
    this.#line = [];
    const sound = this.sounded.at(-1);
    if (!first || !sound) return;
    sound.toMs = this.nowMs;
    for (const play of waiting) this.#ended(play, '', interruption, 0);
    this.#ended(first, sound.text.slice(0, Math.floor((this.nowMs - sound.fromMs) / this.#characterMs)), interruption);
  }

  #ended(play: Play, spokenText: string, interruption: object | null, spokenMs = 1_000): void {
    const completed = interruption === null;
    const ended = { playId: play.playId, completed, spokenText, spokenMs, interruption, failure: null };
    this.#hear({ kind: 'play-ended', ...ended });
  }

  #hear(event: object): void {
    this.talk.heard({ legId, atMs: this.nowMs, offsetMs: this.nowMs, ...event } as MediaEvent);
  }
}
