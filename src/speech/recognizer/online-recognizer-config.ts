import { pathOf, pathsOf, type InstalledModel } from '../models/installed-model.ts';
import type { ModelFileRole } from '../models/model-manifest.ts';

/** The configuration of sherpa-onnx's `OnlineRecognizer`, as far as we set it. */
export interface OnlineRecognizerConfig {
  readonly featConfig: { readonly sampleRate: 16_000; readonly featureDim: 80 };
  readonly modelConfig: {
    readonly transducer?: { readonly encoder: string; readonly decoder: string; readonly joiner: string };
    readonly paraformer?: { readonly encoder: string; readonly decoder: string };
    readonly zipformer2Ctc?: { readonly model: string };
    readonly tokens: string;
    readonly numThreads: number;
    readonly provider: 'cpu';
    readonly debug: boolean;
    readonly modelingUnit?: 'cjkchar' | 'cjkchar+bpe';
    readonly bpeVocab?: string;
  };
  readonly decodingMethod: 'greedy_search' | 'modified_beam_search';
  readonly maxActivePaths?: number;
  readonly hotwordsBuf?: string;
  readonly hotwordsBufSize?: number;
  readonly hotwordsScore?: number;
  /** Ends of turns are ours to decide. */
  readonly enableEndpoint: false;
}

/**
 * What to load for a model. Hotwords need a transducer and beam search (sherpa-onnx binds them to the recogniser, not to
 * a stream); other kinds decode greedily and without them.
 */
export function onlineRecognizerConfig(
  model: InstalledModel,
  hotwords: readonly string[] = [],
): OnlineRecognizerConfig {
  const path = (role: ModelFileRole): string => pathOf(model, role);
  const common = { tokens: path('tokens'), numThreads: 1, provider: 'cpu', debug: false } as const;
  const base = { featConfig: { sampleRate: 16_000, featureDim: 80 }, enableEndpoint: false } as const;
  const greedy = { ...base, decodingMethod: 'greedy_search' } as const;
  switch (model.kind) {
    case 'zipformer2-ctc':
      return { ...greedy, modelConfig: { ...common, zipformer2Ctc: { model: path('model') } } };
    case 'paraformer':
      return {
        ...greedy,
        modelConfig: { ...common, paraformer: { encoder: path('encoder'), decoder: path('decoder') } },
      };
    case 'transducer': {
      const transducer = { encoder: path('encoder'), decoder: path('decoder'), joiner: path('joiner') };
      if (hotwords.length === 0) return { ...greedy, modelConfig: { ...common, transducer } };
      const lines = hotwords.join('\n');
      return {
        ...base,
        modelConfig: { ...common, transducer, ...hotwordUnit(model) },
        decodingMethod: 'modified_beam_search',
        maxActivePaths: 4,
        hotwordsBuf: lines,
        hotwordsBufSize: Buffer.byteLength(lines),
        hotwordsScore: 1.5,
      };
    }
    default:
      throw new RangeError(`model '${model.name}' of kind ${model.kind} does not hear while one speaks`);
  }
}

function hotwordUnit(
  model: InstalledModel,
): { modelingUnit: 'cjkchar' } | { modelingUnit: 'cjkchar+bpe'; bpeVocab: string } {
  const [bpeVocab] = pathsOf(model, 'bpe-vocab');
  return bpeVocab === undefined ? { modelingUnit: 'cjkchar' } : { modelingUnit: 'cjkchar+bpe', bpeVocab };
}
