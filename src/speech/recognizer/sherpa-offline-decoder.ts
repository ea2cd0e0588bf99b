import { createRequire } from 'node:module';
import type { InstalledModel } from '../models/installed-model.ts';
import type { OfflineDecoder } from './offline-decoder.ts';
import { offlineRecognizerConfig, type OfflineRecognizerConfig } from './offline-recognizer-config.ts';
import { parseSenseVoice } from './parse-sense-voice.ts';
import { meanProbability } from './sherpa-decoder.ts';
import { tidyTranscript } from './streaming-decoder.ts';

/** The part of `sherpa-onnx-node` that we call. */
interface SherpaStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}
interface SherpaRecognizer {
  createStream(): SherpaStream;
  decodeAsync(stream: SherpaStream): Promise<{ readonly text: string; readonly ys_log_probs?: readonly number[] }>;
}
interface Sherpa {
  readonly OfflineRecognizer: { createAsync(config: OfflineRecognizerConfig): Promise<SherpaRecognizer> };
}

/** Sound shorter than a window of features is not decoded: some models end the process over it. */
const leastSamples = 3_200;

/** Loads a model. A bad one ends this process, and nothing can catch it: only for the recogniser's own process. */
export async function sherpaOfflineDecoder(model: InstalledModel): Promise<OfflineDecoder> {
  const config = offlineRecognizerConfig(model);
  const { OfflineRecognizer } = createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa;
  const recognizer = await OfflineRecognizer.createAsync(config);
  return {
    name: model.name,
    async decode(samples) {
      if (samples.length < leastSamples) return { text: '', confidence: 0 };
      const stream = recognizer.createStream();
      stream.acceptWaveform({ samples, sampleRate: 16_000 });
      const { text: transcript, ys_log_probs: logProbabilities = [] } = await recognizer.decodeAsync(stream);
      const { words } = parseSenseVoice(transcript);
      return { text: tidyTranscript(words), confidence: meanProbability(logProbabilities) };
    },
  };
}
