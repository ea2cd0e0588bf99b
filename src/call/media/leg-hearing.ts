import { levelDbfs } from '../../audio/index.ts';
import {
  bargeIn,
  confirmSpeech,
  DetectorRest,
  EchoReference,
  initialVoiceGate,
  SpeechMeter,
  stepVoiceGate,
  type HearingPart,
  type HearingStream,
  type RecognizedSound,
  type SpeechLink,
  type SpeechSound,
  type VoiceGateEvent,
  type VoiceGateState,
} from '../../speech/index.ts';
import type { MediaCommand } from './media-messages.ts';
import type { Interruption, Playback } from './playback.ts';
import { PreRoll } from './pre-roll.ts';

type ListenCommand = Extract<MediaCommand, { kind: 'listen' }>;

export interface LegHearingListener {
  speechStarted(startedAtMs: number): void;
  /** `sound`: how it sounded since it started. */
  speechPaused(startedAtMs: number, lastVoicedAtMs: number, sound: SpeechSound | null): void;
  partial(text: string, atMs: number): void;
  final(text: string, confidence: number, atMs: number): void;
  degraded(what: HearingPart, reason: string): void;
}

/** Sound shown to the engines after an end, as the pre-roll before a beginning, so that no syllable is cut. */
const tailMs = 400;
/** Words belong to the speech that they come with, or a little before it is noticed. */
const wordsBeforeMs = 300;
/** Packets that late are not late but gone: the voice has stopped. */
const goneAfterMs = 120;

/** The robot is silent so long after the speech that its policy wants: what the decision leaves of it may end a word. */
const stopWithinMs = 150;

interface Words {
  readonly atMs: number;
  readonly text: string;
}

/**
 * How one leg listens: each incoming frame passes the echo reference, the level gate and, where something is heard, the
 * engines; speech over the robot's sentence is put to the barge-in rule with every frame and every word.
 *
 * ```
 *  frame ─► echo of our own? ─► level gate ─► engines (pre-roll, speech, tail) ─► probability, partial, final
 *                                   └─► speech-started ─► barge-in rule ─► playback.stop
 * ```
 */
export class LegHearing {
  readonly #listener: LegHearingListener;
  readonly #playback: Playback;
  readonly #echo = new EchoReference();
  #echoes = false;
  #options: ListenCommand | null = null;
  /** Null: nobody said; hotwords stand for it. */
  #expected: readonly string[] | null = null;
  #stream: HearingStream | null = null;
  #detectorLost = false;
  #gate: VoiceGateState = initialVoiceGate;
  readonly #detector = new DetectorRest();
  readonly #preRoll = new PreRoll();
  readonly #meter = new SpeechMeter();
  #lastCameAtMs = Number.NEGATIVE_INFINITY;
  #sendUntilMs = Number.NEGATIVE_INFINITY;
  #typed: readonly Words[] = [];
  #partial: Words | null = null;
  #hearsWith: string | null = null;
  #recognized: readonly RecognizedSound[] = [];
  #textAgreed = false;

  constructor(playback: Playback, listener: LegHearingListener) {
    this.#playback = playback;
    this.#listener = listener;
  }

  /** Seconds of sound shown to each recogniser since this was last asked, to the one that hears now among them. */
  takeRecognized(): { readonly provider: string; readonly recognizedSec: number }[] {
    this.#countRecognized();
    const now = this.#hearsWith === null ? [] : [{ recognizer: this.#hearsWith, seconds: 0 }];
    const taken = [...this.#recognized, ...now];
    this.#recognized = [];
    return taken.map(({ recognizer, seconds }) => ({ provider: recognizer, recognizedSec: seconds }));
  }

  /** Incoming sound is listened to, and compared with what is sent. */
  get listens(): boolean {
    return this.#options !== null;
  }

  /** Who hears now: one of the fallbacks where the first was lost. */
  get recognizer(): string | null {
    return this.#hearsWith;
  }

  listen(options: ListenCommand, speech: SpeechLink): void {
    this.#closeStream();
    this.#options = options;
    this.#hearsWith = options.recognizer;
    this.#detectorLost = false;
    this.#stream =
      options.detectVoice || options.recognizer !== null
        ? speech.openStream(
            {
              detectVoice: options.detectVoice,
              recognizer: options.recognizer,
              fallbacks: options.fallbackRecognizers ?? [],
              language: options.language,
              hotwords: options.hotwords,
              expected: this.#expected ?? options.hotwords,
              denoise: options.denoise ?? false,
              gainControl: options.gainControl ?? false,
            },
            {
              voiceProbability: (probability, atMs) => this.#detector.heard(probability, atMs),
              partial: (text, atMs) => this.#heardPartial(text, atMs),
              final: (text, confidence, atMs) => {
                this.#partial = null;
                this.#listener.final(text, confidence, atMs);
              },
              replaced: (recognizer, reason) => this.#replaced(recognizer, reason),
              lost: (what, reason) => this.#lost(what, reason),
            },
          )
        : null;
  }

  /** Real-time text is agreed on this leg: words may come that way. */
  expectText(agreed: boolean): void {
    this.#textAgreed = agreed;
  }

  /** The last frame that came was nobody's voice: our own sound coming back, or a key. */
  get echoes(): boolean {
    return this.#echoes;
  }

  /** A frame left us: what an echo would be made of. */
  robotFrame(samples: Int16Array | null, atMs: number): void {
    if (this.#options) this.#echo.robotFrame(samples ? levelDbfs(samples) : -96, atMs);
  }

  /** A frame came in, as it came; its samples are read before this returns. `keyTone`: a key is down, which is never speech. */
  incomingFrame(samples: Int16Array, atMs: number, keyTone: boolean, nowMs: number): void {
    if (!this.#options) return;
    const levelDb = levelDbfs(samples);
    const echo = keyTone || this.#echo.incomingFrame(levelDb, atMs).explained;
    this.#echoes = echo;
    this.#lastCameAtMs = nowMs;
    const before = this.#gate;
    this.#step(levelDb, echo, atMs);
    const overlapped = this.#playback.speaking !== null;
    this.#meter.follow(before, this.#gate, { samples, levelDb, overlapped, atMs });
    this.#showEngines(samples, levelDb, atMs);
    if (this.#gate.phase === 'speaking') this.#considerBargeIn(atMs, nowMs);
  }

  /** Time passes: where no frame comes any more, nobody speaks. */
  tick(nowMs: number): void {
    if (this.#gate.phase !== 'quiet' && nowMs - this.#lastCameAtMs >= goneAfterMs) this.#step(-96, false, nowMs);
  }

  /** Real-time text came. */
  typed(text: string, atMs: number): void {
    this.#typed = [...this.#typed.filter((words) => atMs - words.atMs < 5000), { atMs, text }];
    this.#confirmSpeech(atMs);
    this.#considerBargeIn(atMs, atMs);
  }

  finishTurn(): void {
    this.#stream?.finish();
    // What comes of the tail would begin another turn there.
    this.#sendUntilMs = Number.NEGATIVE_INFINITY;
    this.#partial = null;
  }

  /** What the speaker is likely to say from the next turn on. */
  expect(phrases: readonly string[]): void {
    this.#expected = phrases;
    this.#stream?.expect(phrases);
  }

  close(): void {
    this.#closeStream();
    this.#options = null;
    this.#hearsWith = null;
  }

  #step(levelDb: number, echo: boolean, atMs: number): void {
    const probability = this.#detectorLost ? null : this.#detector.probabilityAt(atMs);
    const { state, event } = stepVoiceGate(this.#gate, { levelDb, probability, echo, atMs });
    this.#gate = state;
    if (event) this.#tell(event);
  }

  #confirmSpeech(atMs: number): void {
    const { state, events } = confirmSpeech(this.#gate, atMs);
    this.#gate = state;
    for (const event of events) this.#tell(event);
  }

  #tell(event: VoiceGateEvent): void {
    if (event.kind === 'speech-started') this.#listener.speechStarted(event.startedAtMs);
    else this.#listener.speechPaused(event.startedAtMs, event.lastVoicedAtMs, this.#meter.take());
  }

  /** The engines hear only what may be speech: with what came just before it, and what comes just after. */
  #showEngines(samples: Int16Array, levelDb: number, atMs: number): void {
    const stream = this.#stream;
    if (!stream) return;
    if (this.#gate.phase !== 'quiet') this.#sendUntilMs = atMs + tailMs;
    this.#preRoll.push(samples, atMs);
    if (atMs > this.#sendUntilMs) return;
    const isJudged = this.#detector.isAsked(this.#gate, levelDb, atMs);
    this.#preRoll.drain((frame, frameAtMs) => stream.accept(frame, frameAtMs, isJudged));
  }

  #countRecognized(): void {
    this.#recognized = [...this.#recognized, ...(this.#stream?.takeRecognized() ?? [])];
  }

  /** What the stream was shown is remembered: it may be asked for when the stream is gone. */
  #closeStream(): void {
    this.#countRecognized();
    this.#stream?.close();
    this.#stream = null;
  }

  #heardPartial(text: string, atMs: number): void {
    this.#partial = { text, atMs };
    this.#listener.partial(text, atMs);
    this.#confirmSpeech(atMs);
    this.#considerBargeIn(atMs, atMs);
  }

  #considerBargeIn(atMs: number, nowMs: number): void {
    const speaking = this.#playback.speaking;
    const isSpeech = this.#gate.phase === 'speaking';
    if (!speaking || (!isSpeech && speaking.play.bargeIn.mode !== 'keyword')) return;
    const speechStartedAtMs = isSpeech ? this.#gate.startedAtMs : atMs;
    const verdict = bargeIn(speaking.play.bargeIn, {
      playStartedAtMs: speaking.startedAtMs,
      speechStartedAtMs,
      voicedMs: isSpeech ? this.#gate.voicedMs : 0,
      atMs,
      partialText: this.#wordsSince(speechStartedAtMs - wordsBeforeMs),
      textExpected: this.#textAgreed || this.recognizer !== null,
      fillers: this.#options?.fillers ?? [],
    });
    if (verdict !== 'interrupt') return;
    const interruption: Interruption = { by: 'speech', startedAtMs: speechStartedAtMs, decidedAtMs: nowMs };
    this.#playback.stop({ ...interruption, silentByMs: silentByMs(speaking, speechStartedAtMs, nowMs) });
  }

  #wordsSince(fromMs: number): string {
    const partial = this.#partial && this.#partial.atMs >= fromMs ? this.#partial.text : '';
    const typed = this.#typed.filter((words) => words.atMs >= fromMs).map((words) => words.text);
    return typed.join('') + partial;
  }

  #replaced(recognizer: string, reason: string): void {
    this.#hearsWith = recognizer;
    this.#listener.degraded('recognizer', `${reason}; ${recognizer} hears instead`);
  }

  #lost(what: HearingPart, reason: string): void {
    if (what === 'voice-detector') this.#detectorLost = true;
    this.#listener.degraded(what, reason);
  }
}

function silentByMs(
  { play, startedAtMs }: NonNullable<Playback['speaking']>,
  speechStartedAtMs: number,
  nowMs: number,
): number {
  const { bargeIn: policy } = play;
  if (policy.mode === 'never' || policy.mode === 'keyword') return nowMs + stopWithinMs;
  const openAtMs = startedAtMs + (policy.mode === 'after' ? policy.protectMs : 0);
  return Math.max(speechStartedAtMs, openAtMs) + policy.minSpeechMs + stopWithinMs;
}
