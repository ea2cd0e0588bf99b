import { createRequire } from 'node:module';
import type { WindowDetector } from './window-detector.ts';

/** The part of `sherpa-onnx-node` that we call. */
interface SherpaVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  reset(): void;
}
interface Sherpa {
  readonly Vad: new (config: object, bufferSizeInSeconds: number) => SherpaVad;
}

/** Segments end by themselves after this, so that its buffer of past sound stays small. */
const longestSegmentSec = 10;

/**
 * Silero through sherpa-onnx, which keeps the probability to itself: 1 while it holds a voice for detected, else 0, at
 * most two windows late. Synchronous; a bad model aborts the process: only for the detector's own process.
 */
export function sherpaDetector(modelPath: string): () => WindowDetector {
  const { Vad } = createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa;
  const config = {
    sileroVad: {
      model: modelPath,
      threshold: 0.5,
      minSpeechDuration: 0.01,
      minSilenceDuration: 0.01,
      maxSpeechDuration: longestSegmentSec,
      windowSize: 512,
    },
    sampleRate: 16_000,
    numThreads: 1,
    debug: false,
  };
  return () => {
    const vad = new Vad(config, longestSegmentSec + 2);
    return {
      probability(window) {
        vad.acceptWaveform(window);
        while (!vad.isEmpty()) vad.pop();
        return vad.isDetected() ? 1 : 0;
      },
      reset: () => vad.reset(),
    };
  };
}
