import { createRequire } from 'node:module';
import { pathOf, type InstalledModel } from '../models/installed-model.ts';
import type { Denoiser } from './denoiser-engine.ts';

/** The part of `sherpa-onnx-node` that we call (its `online-speech-denoiser.js`). */
interface SherpaDenoiser {
  run(wave: {
    readonly samples: Float32Array;
    readonly sampleRate: number;
    /** False: the answer is copied, as a process that lives long must. */
    readonly enableExternalBuffer: boolean;
  }): { readonly samples: Float32Array };
  reset(): void;
}
interface Sherpa {
  readonly OnlineSpeechDenoiser: new (config: {
    readonly model: {
      readonly gtcrn: { readonly model: string };
      readonly numThreads: number;
      readonly debug: boolean;
    };
  }) => SherpaDenoiser;
}

/** GTCRN (https://github.com/Xiaobin-Rong/gtcrn). A bad file ends this process, and nothing can catch it: only for the denoiser's own. */
export function gtcrnDenoiser(model: InstalledModel): Denoiser {
  const { OnlineSpeechDenoiser } = createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa;
  const sherpa = new OnlineSpeechDenoiser({
    model: { gtcrn: { model: pathOf(model, 'model') }, numThreads: 1, debug: false },
  });
  return {
    run: (samples) => sherpa.run({ samples, sampleRate: 16_000, enableExternalBuffer: false }).samples,
    reset: () => sherpa.reset(),
  };
}
