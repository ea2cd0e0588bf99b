import { joined, Upsampler } from '../../src/audio/index.ts';
import { isOffline } from '../../src/speech/models/model-manifest.ts';
import { openModel } from '../../src/speech/models/open-model.ts';
import { openClosedSetModel } from '../../src/speech/pocketsphinx/closed-set-decoder.ts';
import { grammarOf } from '../../src/speech/pocketsphinx/grammar.ts';
import { leastConfidence } from '../../src/speech/pocketsphinx/judge-hypothesis.ts';
import { samplesBetweenPartials } from '../../src/speech/pocketsphinx/pocketsphinx-engine.ts';
import { mostInBatch } from '../../src/speech/recognizer/recognizer-engine.ts';
import { sherpaDecoder } from '../../src/speech/recognizer/sherpa-decoder.ts';
import { sherpaOfflineDecoder } from '../../src/speech/recognizer/sherpa-offline-decoder.ts';
import { sileroDetector } from '../../src/speech/vad/silero-detector.ts';
import { VoiceMemory, windowSamples, type VoiceWindow } from '../../src/speech/vad/window-detector.ts';
import { lastWords } from '../last-words.ts';

/** A library fed by hand: no server, no socket, no queue. One voice is one number. */
export interface BareEar {
  accept(voice: number, frame: Int16Array): void;
  /** The sentence is over: its words, empty where none are believed; null: it hears no words. */
  finish(voice: number): Promise<string> | string | null;
  /** All voices have given their frame: what is done for many at once is done now. */
  step(): void;
}

/** Frames of 20 ms between two guesses, as often as the engine makes one. */
const framesBetweenGuesses = samplesBetweenPartials / 160;

const floats = (upsampler: Upsampler, frame: Int16Array): Float32Array =>
  Float32Array.from(upsampler.push(frame), (sample) => sample / 32_768);

function made<One>(make: () => One): (voice: number) => One {
  const ones = new Map<number, One>();
  return (voice) => {
    const one = ones.get(voice) ?? make();
    ones.set(voice, one);
    return one;
  };
}

/** Silero in one session of ONNX Runtime, windows of many voices at once. */
export function bareDetector(modelPath: string): BareEar {
  const judge = sileroDetector(modelPath);
  const of = made(() => ({
    upsampler: new Upsampler(),
    memory: new VoiceMemory(),
    window: new Float32Array(windowSamples),
    filled: 0,
  }));
  let windows: VoiceWindow[] = [];
  return {
    accept(voice, frame) {
      const one = of(voice);
      for (const sample of one.upsampler.push(frame)) {
        one.window[one.filled++] = sample / 32_768;
        if (one.filled < windowSamples) continue;
        windows.push({ samples: one.window, memory: one.memory });
        one.window = new Float32Array(windowSamples);
        one.filled = 0;
      }
    },
    finish: () => null,
    step() {
      if (windows.length > 0) judge(windows);
      windows = [];
    },
  };
}

/** PocketSphinx, a decoder for each voice, as in our engine. */
export async function barePocketSphinx(folder: string, expected: readonly string[]): Promise<BareEar> {
  const model = await openClosedSetModel(folder);
  const { grammar } = grammarOf(expected, model.pronunciations);
  if (!grammar)
    throw new Error('PocketSphinx hears closed sets alone, and there is none: no recorded speech is at hand');
  const of = made(() => ({
    decoder: model.open(),
    hears: false,
    frames: 0,
  }));
  return {
    accept(voice, frame) {
      const one = of(voice);
      if (!one.hears) one.decoder.begin(grammar);
      one.hears = true;
      one.decoder.accept(frame);
      if (++one.frames % framesBetweenGuesses === 0) one.decoder.soFar();
    },
    finish(voice) {
      const one = of(voice);
      const { text, confidence } = one.decoder.end();
      one.hears = false;
      return confidence < leastConfidence ? '' : text;
    },
    step: () => undefined,
  };
}

/** A model of sherpa-onnx: streams decoded in batches, or turns when they are over. */
export async function bareSherpa(folder: string): Promise<BareEar> {
  const model = await openModel(folder);
  return isOffline(model.kind) ? wholeTurns(await sherpaOfflineDecoder(model)) : streams(sherpaDecoder(model, []));
}

function streams(decoder: ReturnType<typeof sherpaDecoder>): BareEar {
  const fresh = () => ({ stream: decoder.createStream(), upsampler: new Upsampler() });
  const open = new Map<number, ReturnType<typeof fresh>>();
  return {
    accept(voice, frame) {
      const one = open.get(voice) ?? fresh();
      open.set(voice, one);
      decoder.accept(one.stream, floats(one.upsampler, frame));
    },
    finish(voice) {
      const one = open.get(voice) ?? fresh();
      open.delete(voice);
      return lastWords(decoder, one.stream);
    },
    step() {
      const ready = [...open.values()].map(({ stream }) => stream).filter((stream) => decoder.isReady(stream));
      for (let from = 0; from < ready.length; from += mostInBatch) {
        const batch = ready.slice(from, from + mostInBatch);
        decoder.decode(batch);
        for (const stream of batch) decoder.result(stream);
      }
    },
  };
}

function wholeTurns(decoder: Awaited<ReturnType<typeof sherpaOfflineDecoder>>): BareEar {
  const frames = new Map<number, Int16Array[]>();
  return {
    accept: (voice, frame) => void frames.set(voice, [...(frames.get(voice) ?? []), frame]),
    async finish(voice) {
      const heard = frames.get(voice) ?? [];
      frames.delete(voice);
      return (await decoder.decode(floats(new Upsampler(), joined(heard)), 'cmn')).text;
    },
    step: () => undefined,
  };
}
