import type { Voice } from '../../contract/script-document.ts';
import type { SpeechLanguage } from './speech-sockets.ts';

/** What a stream of hearing wants from the engines. */
export interface HearingOptions {
  /** Run the neural voice detector on the frames that say so. */
  readonly detectVoice: boolean;
  /** Name of an installed recogniser model, or null for none. */
  readonly recognizer: string | null;
  /** Who hears in its place, in this order, when it is lost: in mid-turn too, and then the turn from its beginning. */
  readonly fallbacks?: readonly string[];
  readonly language: SpeechLanguage;
  readonly hotwords: readonly string[];
  /** What the speaker is likely to say, for a recogniser with a closed set. */
  readonly expected?: readonly string[];
  /** Noise is taken out before the recogniser hears it; where that is not to be had the voice is heard as it comes, and `lost` says so. */
  readonly denoise?: boolean;
  /** Detector and recogniser hear the voice at one level, however quiet or loud it came. */
  readonly gainControl?: boolean;
}

/** What was shown to one recogniser. */
export interface RecognizedSound {
  readonly recognizer: string;
  readonly seconds: number;
}

/** Who hears: a stream may lose each by itself. */
export type HearingPart = 'voice-detector' | 'recognizer' | 'denoiser';

/** What comes back for one stream. Times are `Clock.monotonicMs` of the frame that the result belongs to. */
export interface HearingListener {
  /** Probability (0–1) that the window ending with the frame sent at `frameAtMs` holds a voice. */
  voiceProbability(probability: number, frameAtMs: number): void;
  /** A guess that later partials may revise. */
  partial(text: string, frameAtMs: number): void;
  /** What was heard, after `finish` or the engine's own end. */
  final(text: string, confidence: number, frameAtMs: number): void;
  /** The recogniser was lost for `reason`, which names it; `recognizer` hears now, and no word of the turn is lost. */
  replaced?(recognizer: string, reason: string): void;
  /** The engine is gone for this stream, and no other is left; nothing more comes of it. The call falls back. */
  lost(what: HearingPart, reason: string): void;
}

export interface HearingStream {
  /**
   * 20 ms at 8 kHz (160 samples), copied. `isJudged` false: the voice detector is not asked about it, only the recogniser.
   * Never blocks: the oldest frames are dropped, and counted, when the engine lags.
   */
  accept(samples: Int16Array, frameAtMs: number, isJudged?: boolean): void;
  /** The turn is over: a final is wanted for what was heard since the last one. */
  finish(): void;
  /** What the speaker is likely to say from the next turn on; recognisers without a closed set do not mind. */
  expect(phrases: readonly string[]): void;
  /**
   * What each recogniser was shown since this was last asked: a turn that a fallback heard from its beginning is counted for both,
   * and so is one that a service was sent a second time.
   */
  takeRecognized(): readonly RecognizedSound[];
  close(): void;
}

export interface SynthesisRequest {
  readonly text: string;
  readonly voice: Voice;
  /** Names of synthesisers in the order in which they are tried, where the voice names none; the others come after them. */
  readonly preferred?: readonly string[] | undefined;
}

/** Receives one synthesis: chunks of 8 kHz samples in order, then one `end` or one `failed`. */
export interface SynthesisSink {
  /** `provider` where it is known before the end. */
  chunk(samples: Int16Array, provider?: string): void;
  end(provider: string): void;
  /** The first `textLength` characters of the text have been said when `atSample` samples have been played. */
  mark?(textLength: number, atSample: number): void;
  failed(reason: string): void;
}

/**
 * The media worker's door to the speech engines, which live in supervised processes of their own. All is asynchronous
 * over a unix socket, one write a tick for all calls. Engines that crash are restarted; streams are told `lost`.
 */
export interface SpeechLink {
  openStream(options: HearingOptions, listener: HearingListener): HearingStream;
  /** Starts a synthesis; the returned function abandons it. */
  synthesize(request: SynthesisRequest, sink: SynthesisSink): () => void;
  /** Sends what was queued since the last call: once a tick. */
  flush(): void;
  /** Frames dropped because an engine lagged, since the start. */
  readonly droppedFrames: number;
  close(): Promise<void>;
}
