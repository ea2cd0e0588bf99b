import type { AnsweredBy } from '../contract/call-outcome.ts';
import type { Clock } from '../foundation/clock.ts';
import { pickUpStep, undecided, type PickUp, type PickUpInput } from './answering-machine.ts';
import { appendText } from './conversation-state.ts';
import type { MediaEvent } from './media/media-messages.ts';
import { NamedTimers } from './named-timers.ts';

/** A machine that has fallen silent is listened to for its beep so long before a message is left; while it speaks, no message is. */
const beepWaitMs = 8_000;
/** One that speaks on and on is interrupted. */
const longestGreetingMs = 20_000;
/** So long after its beep, or after a sentence of one that gives none, a machine is spoken to. */
const afterToneMs = 300;
const afterSentenceMs = 1_200;

export interface WhoAnsweredEnds {
  /** Somebody was recognised, or recognised better. */
  decided(answeredBy: AnsweredBy, reason: string): void;
  /** A machine's greeting is over, or is waited for no longer. */
  met(answeredBy: AnsweredBy): void;
}

/** Judges from what is heard of one answered call who has answered it, and when a machine may be spoken to. */
export class WhoAnswered {
  readonly #clock: Clock;
  readonly #ends: WhoAnsweredEnds;
  readonly #timers: NamedTimers<'meet'>;
  #pickUp: PickUp = undecided;
  #opening = '';
  /** Words came, if only guessed. */
  #worded = false;
  /** Nobody speaks now: recognisers may give the words of a phrase only after its end. */
  #paused = false;
  #answeredAtMs = 0;
  /** When a machine was first recognised. */
  #machineSinceMs: number | null = null;
  /** It has given its beep, or waits: what sounds now is nobody's greeting. */
  #greetingOver = false;
  /** It was spoken to: what it was is not judged anew. */
  #met = false;

  constructor(clock: Clock, ends: WhoAnsweredEnds) {
    this.#clock = clock;
    this.#ends = ends;
    this.#timers = new NamedTimers(clock);
  }

  /** The call was answered now. */
  begin(): void {
    this.#answeredAtMs = this.#clock.monotonicMs();
  }

  /** True while a machine is recognised: what it says is no conversation. */
  get isMachine(): boolean {
    return this.#machineSinceMs !== null;
  }

  heard(event: MediaEvent): void {
    const before = this.#pickUp;
    const input = this.#inputOf(event);
    if (input && !this.#met) this.#pickUp = pickUpStep(before, input);
    if (this.#pickUp.answeredBy !== before.answeredBy) this.#decide(event);
    else if (this.isMachine) this.#greets(event);
  }

  stop(): void {
    this.#timers.stopAll();
  }

  #decide(event: MediaEvent): void {
    const { answeredBy, reason } = this.#pickUp;
    if (answeredBy === 'human') {
      // Whom the manner of speaking made a machine may press a key: the conversation goes on with it.
      this.#machineSinceMs = null;
      this.#timers.stop('meet');
      return this.#ends.decided(answeredBy, reason);
    }
    this.#machineSinceMs ??= this.#clock.monotonicMs();
    this.#ends.decided(answeredBy, reason);
    this.#greetingOver = hasFinished(event);
    this.#waitForBeep(this.#greetingOver ? 0 : beepWaitMs);
  }

  /** A voicemail gives its beep after its last word; of any other machine a sentence's end is enough. */
  #greets({ kind }: MediaEvent): void {
    const isVoicemail = this.#pickUp.answeredBy === 'voicemail';
    if (kind === 'tone') {
      this.#greetingOver = true;
      this.#meetIn(afterToneMs);
    } else if (!isVoicemail) {
      if (kind === 'speech-paused') this.#meetIn(afterSentenceMs);
    } else if (!this.#met && !this.#greetingOver) {
      if (kind === 'speech-started') this.#waitForBeep(longestGreetingMs);
      else if (kind === 'speech-paused') this.#waitForBeep(beepWaitMs);
    }
  }

  #waitForBeep(forMs: number): void {
    const spokenMs = this.#clock.monotonicMs() - (this.#machineSinceMs ?? 0);
    this.#meetIn(Math.min(forMs, Math.max(0, longestGreetingMs - spokenMs)));
  }

  #meetIn(afterMs: number): void {
    this.#timers.start('meet', afterMs, () => {
      this.#met = true;
      this.#ends.met(this.#pickUp.answeredBy);
    });
  }

  #inputOf(event: MediaEvent): PickUpInput | null {
    const sinceAnswerMs = this.#clock.monotonicMs() - this.#answeredAtMs;
    const words = (text: string, final = false): PickUpInput => ({ kind: 'words', text, final, sinceAnswerMs });
    if ('text' in event && event.text !== '') this.#worded = true;
    if (event.kind === 'speech-started') this.#paused = false;
    else if (event.kind === 'speech-paused') this.#paused = true;
    switch (event.kind) {
      case 'text':
        this.#opening = appendText(this.#opening, event.text);
        return words(this.#opening);
      case 'partial':
        return words(event.text);
      case 'final':
        this.#opening += event.text;
        return this.#opening === '' ? null : words(this.#opening, this.#paused);
      case 'speech-paused':
        return this.#opening === '' ? null : words(this.#opening, true);
      case 'key':
        return { kind: 'key' };
      case 'tone':
        return { kind: 'tone', tone: event.tone, sinceAnswerMs };
      case 'answer-heard': {
        if (event.evidence.kind !== 'picked-up') return null;
        const { answeredBy, by, reason } = event.evidence;
        return { kind: 'sound', answeredBy, by, reason, worded: this.#worded };
      }
      default:
        return null;
    }
  }
}

/** The machine now records, or waits. */
function hasFinished(event: MediaEvent): boolean {
  if (event.kind === 'answer-heard') return event.evidence.kind === 'picked-up' && event.evidence.finished;
  return event.kind === 'tone';
}
