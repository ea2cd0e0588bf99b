import { levelDbfs, mixInto } from '../../audio/index.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { EachWithout } from '../../foundation/each-without.ts';
import type { CallLine, OnLine } from '../line/call-line.ts';
import { Ear, type EarEvent } from '../line/ear.ts';
import { EchoPath } from '../line/echo-path.ts';
import { Mouth, type MouthFrame, type MouthItem } from '../line/mouth.ts';
import { seatTonesHz, ToneWatch } from '../line/tone-watch.ts';
import type { CallBook } from '../log/call-book.ts';
import type { Behaviour, Conduct, Reoffer } from './behaviour.ts';
import {
  answered,
  customerStep,
  type CustomerAction,
  type CustomerInput,
  type CustomerState,
} from './customer-machine.ts';

const voiceFloorDbfs = -50;
const samplesPerFrame = 160;
/** Shorter sounds without words are clicks. */
const leastSoundMs = 100;
/** So many utterances without a caption, and the customer believes that none will come. */
const patienceForCaptions = 2;

/** What a customer needs of the world besides its line. */
export interface CustomerWorld {
  readonly clock: Clock;
  /** The sound of a sentence; prepared before the call, so that it is there. */
  speak(text: string): Promise<Int16Array>;
  hangUp(): void;
  /** Asks for a change of the session; resolves when it was answered, either way. */
  reoffer(change: Reoffer): Promise<void>;
  readonly reactionMs: number;
  /** What the robot says is told beside the call: sound without words is no utterance yet. */
  readonly wordsAreTold: boolean;
}

/** One customer in one answered call: performs what its machine decides, notes what happens. */
export class CustomerOnLine implements OnLine {
  readonly #conduct: Conduct;
  readonly #line: CallLine;
  readonly #book: CallBook;
  readonly #world: CustomerWorld;
  readonly #ear: Ear;
  readonly #mouth = new Mouth();
  readonly #toneWatch = new ToneWatch(seatTonesHz);
  readonly #echo: EchoPath | null;
  readonly #doing: CustomerAction[] = [];
  #busy = false;
  #closed = false;
  #captionsSeen = false;
  #withoutCaptions = 0;
  #state: CustomerState;

  constructor(behaviour: Behaviour, conduct: Conduct, line: CallLine, book: CallBook, world: CustomerWorld) {
    const { echo } = behaviour.line;
    this.#conduct = conduct;
    this.#line = line;
    this.#book = book;
    this.#world = world;
    this.#ear = new Ear(world.reactionMs);
    this.#echo = echo ? new EchoPath(echo.gainDb, echo.delayMs) : null;
    this.#state = answered(world.clock.monotonicMs());
  }

  sound(samples: Int16Array, atMs: number): void {
    if (this.#closed) return;
    this.#echo?.hear(samples);
    const level = levelDbfs(samples);
    if (level >= voiceFloorDbfs) this.#book.heardVoice(atMs);
    this.#listenForSeat(samples);
    this.#heard(this.#ear.sound(level, atMs));
  }

  characters(text: string, atMs: number): void {
    if (this.#closed) return;
    this.#captionsSeen = true;
    this.#heard(this.#ear.characters(text, atMs));
  }

  key(key: string): void {
    this.#book.heardKey(key);
  }

  /** 20 ms have passed. */
  tick(): void {
    if (this.#closed) return;
    const atMs = this.#world.clock.monotonicMs();
    this.#heard(this.#ear.tick(atMs));
    this.#book.tick(atMs);
    this.#input({ kind: 'tick' });
    if (!this.#closed) this.#sendFrame();
  }

  /** The call is over, whoever ended it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const event of this.#ear.close()) if (event.kind === 'ended') this.#noteHeard(event);
  }

  #sendFrame(): void {
    const frame = this.#mouth.next();
    const returned = this.#echo?.due() ?? null;
    const samples = frame?.samples ?? new Int16Array(samplesPerFrame);
    if (returned) mixInto(samples, returned);
    if (frame?.begins && frame.item.kind === 'speech') this.#book.beganSaying(frame.item.text);
    if (frame?.press) {
      this.#line.press(frame.press);
      this.#book.pressed(frame.press);
    }
    this.#line.send(samples, frame?.text ?? '');
    if (frame) this.#afterFrame(frame);
  }

  #afterFrame(frame: MouthFrame): void {
    if (frame.item.kind === 'speech') this.#book.spoke(frame);
    if (frame.ends) this.#finished();
  }

  #listenForSeat(samples: Int16Array): void {
    if (this.#state.phase !== 'waiting-for-seat' && this.#state.phase !== 'with-seat') return;
    const toneHz = this.#toneWatch.hear(samples);
    if (toneHz === null) return;
    this.#book.heardSeatTone(toneHz);
    this.#input({ kind: 'seat-tone' });
  }

  #heard(events: readonly EarEvent[]): void {
    for (const event of events) {
      if (event.kind === 'began') this.#input({ kind: 'robot-began' });
      else if (event.kind === 'speaking') this.#input({ kind: 'robot-speaking', spokeMs: event.spokeMs });
      else if (this.#noteHeard(event)) this.#input({ kind: 'robot-ended', text: event.text });
    }
  }

  /** Whether this was an utterance: a click is none, nor a tone where words could be read. */
  #noteHeard(event: EarEvent & { kind: 'ended' }): boolean {
    if (event.text === '' && event.voicedMs < leastSoundMs) return false;
    this.#book.heardWords({ text: event.text, startedAtMs: event.startedAtMs, endedAtMs: event.endedAtMs });
    if (event.text !== '') return true;
    if (this.#world.wordsAreTold) return false;
    this.#withoutCaptions++;
    const mayComeYet = !this.#captionsSeen && this.#withoutCaptions < patienceForCaptions;
    return !(this.#book.textAgreed && (this.#captionsSeen || mayComeYet));
  }

  #input(input: EachWithout<CustomerInput, 'atMs'>): void {
    const timed = { ...input, atMs: this.#world.clock.monotonicMs() } as CustomerInput;
    const step = customerStep(this.#conduct, this.#state, timed);
    if (step.state.meanings !== this.#state.meanings) this.#book.meant(step.state.meanings);
    this.#state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'hang-up') return this.#world.hangUp();
      this.#doing.push(action);
    }
    this.#doNext();
  }

  #finished(): void {
    this.#busy = false;
    this.#input({ kind: 'finished' });
  }

  #doNext(): void {
    if (this.#busy || this.#closed) return;
    const action = this.#doing.shift();
    if (!action) return;
    this.#busy = true;
    void this.#begin(action).catch(() => {
      // A sentence that cannot be spoken, or a change that was refused, is done with.
      if (!this.#closed) this.#finished();
    });
  }

  async #begin(action: CustomerAction): Promise<void> {
    if (action.kind === 'reoffer') {
      await this.#world.reoffer(action.change);
      if (!this.#closed) this.#finished();
      return;
    }
    const item = await this.#itemOf(action);
    if (item) this.#mouth.say(item);
  }

  async #itemOf(action: CustomerAction): Promise<MouthItem | null> {
    switch (action.kind) {
      case 'say':
        return { kind: 'speech', text: action.text, samples: await this.#world.speak(action.text) };
      case 'beep':
        return { kind: 'tone', frequencyHz: 1_000, lengthMs: action.lengthMs };
      case 'play-own-tone':
        return { kind: 'tone', frequencyHz: this.#book.ownToneHz, lengthMs: action.lengthMs };
      case 'press':
        return { kind: 'keys', keys: action.keys };
      case 'pause':
        return { kind: 'pause', lengthMs: action.lengthMs };
      case 'reoffer':
      case 'hang-up':
        return null;
    }
  }
}
