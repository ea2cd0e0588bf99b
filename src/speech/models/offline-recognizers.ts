import type { ModelManifest } from './model-manifest.ts';
import { file, mb, published } from './published-files.ts';

/** Recognisers of whole turns that sherpa-onnx publishes; sizes as the repositories of huggingface.co/csukuangfj list them. */
export const offlineRecognizers: readonly ModelManifest[] = [
  {
    name: 'sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17',
    task: 'recognizer',
    kind: 'sense-voice',
    languages: ['cmn', 'yue', 'en'],
    title: '普通话、粤语与英语，SenseVoice Small，int8，整句识别',
    licence: 'FunASR Model License',
    files: [file('model', 'model.int8.onnx', mb(239)), file('tokens', 'tokens.txt', mb(0.316))],
    mirrors: published('csukuangfj', 'sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17'),
  },
  {
    name: 'sherpa-onnx-paraformer-zh-2024-03-09',
    task: 'recognizer',
    kind: 'offline-paraformer',
    languages: ['cmn', 'en'],
    title: '普通话（含方言）与英语，Paraformer，int8，整句识别',
    licence: 'FunASR Model License',
    files: [file('model', 'model.int8.onnx', mb(227)), file('tokens', 'tokens.txt', mb(0.0754))],
    mirrors: published('csukuangfj', 'sherpa-onnx-paraformer-zh-2024-03-09'),
  },
  {
    name: 'sherpa-onnx-whisper-small',
    task: 'recognizer',
    kind: 'whisper',
    languages: ['cmn', 'yue', 'en'],
    title: '多语种，Whisper small，int8，整句识别（较慢）',
    licence: 'MIT',
    files: [
      file('encoder', 'small-encoder.int8.onnx', mb(112)),
      file('decoder', 'small-decoder.int8.onnx', mb(262)),
      file('tokens', 'small-tokens.txt', mb(0.817)),
    ],
    mirrors: published('csukuangfj', 'sherpa-onnx-whisper-small'),
  },
];
