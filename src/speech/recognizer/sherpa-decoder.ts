import { createRequire } from 'node:module';
import type { InstalledModel } from '../models/installed-model.ts';
import { onlineRecognizerConfig, type OnlineRecognizerConfig } from './online-recognizer-config.ts';
import { tidyTranscript, type StreamingDecoder } from './streaming-decoder.ts';

/** The part of `sherpa-onnx-node` that we call. */
interface SherpaStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  inputFinished(): void;
}
interface SherpaRecognizer {
  createStream(): SherpaStream;
  isReady(stream: SherpaStream): boolean;
  decodeStreams(streams: readonly SherpaStream[]): void;
  getResult(stream: SherpaStream): { readonly text: string; readonly ys_probs?: readonly number[] };
}
interface Sherpa {
  readonly OnlineRecognizer: new (config: OnlineRecognizerConfig) => SherpaRecognizer & { readonly handle: unknown };
}

/** Loads a model. A bad one ends this process, and nothing can catch it: only for the recogniser's own process. */
export function sherpaDecoder(model: InstalledModel, hotwords: readonly string[]): StreamingDecoder<SherpaStream> {
  const { OnlineRecognizer } = createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa;
  const recognizer = new OnlineRecognizer(onlineRecognizerConfig(model, hotwords));
  return {
    name: model.name,
    createStream: () => recognizer.createStream(),
    accept: (stream, samples) => stream.acceptWaveform({ samples, sampleRate: 16_000 }),
    inputFinished: (stream) => stream.inputFinished(),
    isReady: (stream) => recognizer.isReady(stream),
    decode: (streams) => recognizer.decodeStreams(streams),
    result(stream) {
      const { text, ys_probs: logProbabilities = [] } = recognizer.getResult(stream);
      return { text: tidyTranscript(text), confidence: meanProbability(logProbabilities) };
    },
  };
}

/** Geometric mean of the tokens' probabilities; 1 where the model gives none. */
export function meanProbability(logProbabilities: readonly number[]): number {
  if (logProbabilities.length === 0) return 1;
  const mean = logProbabilities.reduce((sum, value) => sum + value, 0) / logProbabilities.length;
  return Math.min(1, Math.exp(mean));
}
