import { pathOf, type InstalledModel } from '../models/installed-model.ts';

/** The configuration of sherpa-onnx's `OfflineRecognizer`, as far as we set it (sherpa-onnx-node, `types.js`). */
export interface OfflineRecognizerConfig {
  readonly featConfig: { readonly sampleRate: 16_000; readonly featureDim: 80 };
  readonly modelConfig: {
    readonly senseVoice?: {
      readonly model: string;
      readonly language: 'auto';
      readonly useInverseTextNormalization: 0;
    };
    readonly paraformer?: { readonly model: string };
    readonly whisper?: {
      readonly encoder: string;
      readonly decoder: string;
      readonly language: 'zh' | 'yue' | 'en';
      readonly task: 'transcribe';
      readonly tailPaddings: number;
    };
    readonly tokens: string;
    readonly numThreads: number;
    readonly provider: 'cpu';
    readonly debug: boolean;
  };
  readonly decodingMethod: 'greedy_search';
}

const whisperLanguages = { cmn: 'zh', yue: 'yue', en: 'en' } as const;

/**
 * What to load for a model. Figures stay as they are spoken (五十万): the dialogue reads them. SenseVoice tells languages
 * apart by itself; Whisper is told the model's first. @throws RangeError where the model is of another kind or lacks a file.
 */
export function offlineRecognizerConfig(model: InstalledModel): OfflineRecognizerConfig {
  const common = { tokens: pathOf(model, 'tokens'), numThreads: 1, provider: 'cpu', debug: false } as const;
  const base = { featConfig: { sampleRate: 16_000, featureDim: 80 }, decodingMethod: 'greedy_search' } as const;
  switch (model.kind) {
    case 'sense-voice': {
      const senseVoice = { model: pathOf(model, 'model'), language: 'auto', useInverseTextNormalization: 0 } as const;
      return { ...base, modelConfig: { ...common, senseVoice } };
    }
    case 'offline-paraformer':
      return { ...base, modelConfig: { ...common, paraformer: { model: pathOf(model, 'model') } } };
    case 'whisper': {
      const whisper = {
        encoder: pathOf(model, 'encoder'),
        decoder: pathOf(model, 'decoder'),
        language: whisperLanguages[model.languages[0] ?? 'cmn'],
        task: 'transcribe',
        tailPaddings: -1,
      } as const;
      return { ...base, modelConfig: { ...common, whisper } };
    }
    default:
      throw new RangeError(`model '${model.name}' of kind ${model.kind} is no recogniser of whole turns`);
  }
}
