import { frameMs, levelDbfs } from '../../audio/index.ts';
import type { AnsweredBy, CallOutcome } from '../../contract/call-outcome.ts';
import type { KnownRecording } from './known-recording.ts';
import { RecordingEar } from './recording-ear.ts';
import { initialSoundState, stepSound, type SoundState } from './sound-verdict.ts';

/** What sound told: why a call is not answered, or what has answered it. */
export type AnswerEvidence =
  | { readonly kind: 'cause'; readonly cause: CallOutcome; readonly reason: string; readonly afterMs: number }
  | {
      readonly kind: 'picked-up';
      readonly answeredBy: AnsweredBy;
      /** `recording`: an operator named this very recording. */
      readonly by: 'recording' | 'sound';
      readonly reason: string;
      readonly afterMs: number;
      /** A machine that has said what it says, and now records or waits. */
      readonly finished: boolean;
    };

/** Before the answer only recordings speak; after it anybody. */
export type AnswerPhase = 'early' | 'answered';

/** After the answer recordings are looked for so long; before it an announcement may come after any ringing. */
const openingMs = 20_000;

/**
 * Listens to who picks up, frame by frame (8 kHz, 20 ms): known recordings in both phases, and after the answer the manner
 * of speaking until it is a person's. A beep that shows him to be a machine after all needs no ear for manners.
 */
export class AnswerEar {
  readonly phase: AnswerPhase;
  readonly #recordings: RecordingEar;
  #sound: SoundState = initialSoundState;
  #heardMs = 0;
  #recognised = false;

  constructor(phase: AnswerPhase, known: readonly KnownRecording[]) {
    this.phase = phase;
    this.#recordings = new RecordingEar(known);
  }

  /** Nothing more will be told. */
  get over(): boolean {
    if (this.phase === 'early') return this.#recognised;
    return this.#recognised || this.#heardMs > openingMs || (this.#sound.settled && this.#recordings.isEmpty);
  }

  /** `tone` is what the tone detector found in this frame. Answers where something new is known. */
  push(frame: Int16Array, tone: string | null): AnswerEvidence | null {
    this.#heardMs += frameMs;
    if (this.over) return null;
    const match = this.#recordings.push(frame);
    if (match) {
      this.#recognised = true;
      const { name, meaning } = match.recording;
      const reason = `recording '${name}', ${Math.round(match.differs * 100)} % of bits differ`;
      const common = { reason, afterMs: this.#heardMs };
      return meaning.cause === undefined
        ? { kind: 'picked-up', answeredBy: meaning.answeredBy, by: 'recording', finished: false, ...common }
        : { kind: 'cause', cause: meaning.cause, ...common };
    }
    return this.phase === 'early' || this.#sound.settled ? null : this.#manner(frame, tone);
  }

  #manner(frame: Int16Array, tone: string | null): AnswerEvidence | null {
    const before = this.#sound.verdict;
    this.#sound = stepSound(this.#sound, { levelDb: levelDbfs(frame), crossings: crossingsOf(frame), tone });
    const { verdict } = this.#sound;
    return verdict === before || verdict === null ? null : { kind: 'picked-up', by: 'sound', ...verdict };
  }
}

/** How often the wave changes its sign. */
function crossingsOf(frame: Int16Array): number {
  let crossings = 0;
  for (let index = 1; index < frame.length; index++)
    if ((frame[index - 1] as number) < 0 !== (frame[index] as number) < 0) crossings++;
  return crossings;
}
