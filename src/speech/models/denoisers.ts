import type { ModelManifest } from './model-manifest.ts';
import { file } from './published-files.ts';

/** Denoisers that sherpa-onnx publishes (https://k2-fsa.github.io/sherpa/onnx/speech-enhancment/models.html). */
export const denoisers: readonly ModelManifest[] = [
  {
    name: 'gtcrn_simple',
    task: 'denoiser',
    kind: 'gtcrn',
    languages: ['cmn', 'yue', 'en'],
    title: '降噪，GTCRN，16 kHz',
    licence: 'MIT',
    files: [file('model', 'gtcrn_simple.onnx', 535_638)],
    mirrors: [
      {
        name: 'github',
        kind: 'files',
        baseUrl: 'https://github.com/k2-fsa/sherpa-onnx/releases/download/speech-enhancement-models/',
      },
    ],
  },
];
