import { levelDbfs } from '../../audio/index.ts';
import type {
  HearingListener,
  HearingOptions,
  HearingPart,
  HearingStream,
  SpeechLink,
  SynthesisRequest,
  SynthesisSink,
} from '../link/speech-link.ts';

/** Sound of one character, and of a punctuation mark or space, in `scriptedSound`. */
export const scriptedCharMs = 200;
export const scriptedPauseMs = 100;

export interface ScriptedSpeech {
  /** Name given to `end`. */
  readonly provider?: string;
  /** Length of one chunk. */
  readonly chunkMs?: number;
  /** Calls of `flush` before the first chunk comes: how slow the engine is. */
  readonly firstChunkAfterFlushes?: number;
  /** Chunks handed over at each flush; all at once where absent. */
  readonly chunksPerFlush?: number;
  /** Texts that cannot be said, with the reason. */
  readonly failingTexts?: Readonly<Record<string, string>>;
  /** The sound of a text; `scriptedSound` where absent. */
  readonly soundOf?: (text: string) => Int16Array;
  /** Where the words of a text end in its sound; told with its first chunk, none where absent. */
  readonly marksOf?: (text: string) => readonly { readonly textLength: number; readonly atSample: number }[];
  /** Probability of voice for one frame, null for none; where absent 1 above −40 dBFS and 0 below. */
  readonly probabilityOf?: (samples: Int16Array, frameAtMs: number) => number | null;
  /** What the recogniser answers to each `finish`, in order; when used up, an empty final. */
  readonly finals?: readonly { readonly text: string; readonly confidence?: number }[];
}

/** A stream as tests see it: what was asked of it, and a hand to answer with. */
export interface ScriptedStream {
  readonly options: HearingOptions;
  readonly listener: HearingListener;
  /** Times of the frames accepted. */
  readonly frameTimesMs: readonly number[];
  readonly finishes: number;
  /** What the speaker was last said to be likely to say. */
  readonly expected: readonly string[];
  readonly closed: boolean;
}

export interface ScriptedSpeechLink extends SpeechLink {
  readonly streams: readonly ScriptedStream[];
  /** Texts asked for, in order, with whether they were abandoned. */
  readonly said: readonly { readonly request: SynthesisRequest; readonly abandoned: boolean }[];
  readonly flushes: number;
  readonly closed: boolean;
  /** Tells every open stream that an engine died. */
  lose(what: HearingPart, reason: string): void;
  /** Every open stream's recogniser is lost, and its first fallback hears on. */
  replace(reason: string): void;
}

interface MutableStream extends ScriptedStream {
  frameTimesMs: number[];
  finishes: number;
  expected: readonly string[];
  closed: boolean;
  /** Who hears now. */
  recognizer: string | null;
  readonly shownFrames: Map<string, number>;
}

interface Saying {
  readonly request: SynthesisRequest;
  readonly sink: SynthesisSink;
  readonly sound: Int16Array;
  position: number;
  waitFlushes: number;
  abandoned: boolean;
  done: boolean;
}

/**
 * A sound that stands for a text, the same each time and different for different texts: one tone a character at about
 * −16 dBFS, its pitch (400–1 590 Hz) chosen by the character, with 10 ms ramps; a pause for punctuation and spaces.
 */
export function scriptedSound(text: string): Int16Array {
  const perMs = 8;
  const parts = Array.from(text, (char) => ({ char, voiced: /[\p{L}\p{N}]/u.test(char) }));
  const lengthMs = parts.reduce((sum, part) => sum + (part.voiced ? scriptedCharMs : scriptedPauseMs), 0);
  const sound = new Int16Array(lengthMs * perMs);
  let at = 0;
  for (const { char, voiced } of parts) {
    if (voiced) sound.set(characterSound((char.codePointAt(0) ?? 0) % 18), at);
    at += (voiced ? scriptedCharMs : scriptedPauseMs) * perMs;
  }
  return sound;
}

const characterSounds = new Map<number, Int16Array>();

/** There are 18, and tests say thousands of characters. */
function characterSound(place: number): Int16Array {
  const known = characterSounds.get(place) ?? rampedTone(400 + 70 * place, scriptedCharMs * 8);
  characterSounds.set(place, known);
  return known;
}

function rampedTone(frequencyHz: number, samples: number): Int16Array {
  const rampSamples = 80;
  return Int16Array.from({ length: samples }, (_, index) => {
    const ramp = Math.min(1, index / rampSamples, (samples - 1 - index) / rampSamples);
    return Math.round(7_300 * ramp * Math.sin((2 * Math.PI * frequencyHz * index) / 8_000));
  });
}

/**
 * A `SpeechLink` without processes or sockets: synthesis is `scriptedSound`, probabilities and finals are scripted. All
 * answers come inside `flush`, so tests in virtual time see the same order each run.
 */
export function scriptedSpeechLink(script: ScriptedSpeech = {}): ScriptedSpeechLink {
  const streams: MutableStream[] = [];
  const sayings: Saying[] = [];
  const answers: (() => void)[] = [];
  const finals = [...(script.finals ?? [])];
  const probabilityOf = script.probabilityOf ?? ((samples): number => (levelDbfs(samples) > -40 ? 1 : 0));
  const state = { flushes: 0, closed: false };

  return {
    streams,
    said: sayings,
    droppedFrames: 0,
    get flushes() {
      return state.flushes;
    },
    get closed() {
      return state.closed;
    },
    openStream: (options, listener) => openScriptedStream(options, listener, streams, answers, probabilityOf, finals),
    synthesize(request, sink) {
      const saying: Saying = {
        request,
        sink,
        sound: (script.soundOf ?? scriptedSound)(request.text),
        position: 0,
        waitFlushes: script.firstChunkAfterFlushes ?? 0,
        abandoned: false,
        done: false,
      };
      sayings.push(saying);
      return () => {
        saying.abandoned ||= !saying.done;
        saying.done = true;
      };
    },
    flush() {
      state.flushes++;
      for (const answer of answers.splice(0)) answer();
      for (const saying of sayings) if (!saying.done) advance(saying, script);
    },
    lose(what, reason) {
      for (const stream of streams)
        if (
          !stream.closed &&
          (what === 'voice-detector' ? stream.options.detectVoice : stream.options.recognizer !== null)
        )
          stream.listener.lost(what, reason);
    },
    replace(reason) {
      for (const stream of streams) {
        const [fallback] = stream.options.fallbacks ?? [];
        if (stream.closed || fallback === undefined) continue;
        stream.recognizer = fallback;
        stream.listener.replaced?.(fallback, reason);
      }
    },
    close() {
      state.closed = true;
      return Promise.resolve();
    },
  };
}

function openScriptedStream(
  options: HearingOptions,
  listener: HearingListener,
  streams: MutableStream[],
  answers: (() => void)[],
  probabilityOf: (samples: Int16Array, frameAtMs: number) => number | null,
  finals: { readonly text: string; readonly confidence?: number }[],
): HearingStream {
  const { expected = [], recognizer } = options;
  const fresh = { frameTimesMs: [], finishes: 0, closed: false, shownFrames: new Map<string, number>() };
  const stream: MutableStream = { options, listener, expected, recognizer, ...fresh };
  streams.push(stream);
  const later = (answer: () => void): void => {
    answers.push(() => {
      if (!stream.closed) answer();
    });
  };
  return {
    accept(samples, frameAtMs) {
      stream.frameTimesMs.push(frameAtMs);
      if (stream.recognizer !== null)
        stream.shownFrames.set(stream.recognizer, (stream.shownFrames.get(stream.recognizer) ?? 0) + 1);
      const probability = options.detectVoice ? probabilityOf(samples, frameAtMs) : null;
      if (probability !== null) later(() => listener.voiceProbability(probability, frameAtMs));
    },
    finish() {
      stream.finishes++;
      if (options.recognizer === null) return;
      const { text, confidence = 1 } = finals.shift() ?? { text: '' };
      later(() => listener.final(text, confidence, stream.frameTimesMs.at(-1) ?? 0));
    },
    expect(phrases) {
      stream.expected = phrases;
    },
    takeRecognized() {
      const taken = [...stream.shownFrames].map(([name, frames]) => ({ recognizer: name, seconds: frames / 50 }));
      stream.shownFrames.clear();
      return taken;
    },
    close() {
      stream.closed = true;
    },
  };
}

function advance(saying: Saying, script: ScriptedSpeech): void {
  if (saying.waitFlushes-- > 0) return;
  const failure = script.failingTexts?.[saying.request.text];
  if (failure !== undefined) {
    saying.done = true;
    return saying.sink.failed(failure);
  }
  if (saying.position === 0)
    for (const { textLength, atSample } of script.marksOf?.(saying.request.text) ?? [])
      saying.sink.mark?.(textLength, atSample);
  const chunkSamples = (script.chunkMs ?? 200) * 8;
  for (let sent = 0; sent < (script.chunksPerFlush ?? Infinity) && saying.position < saying.sound.length; sent++) {
    saying.sink.chunk(saying.sound.slice(saying.position, saying.position + chunkSamples));
    saying.position += chunkSamples;
    if (saying.done) return;
  }
  if (saying.position < saying.sound.length) return;
  saying.done = true;
  saying.sink.end(script.provider ?? 'scripted');
}
