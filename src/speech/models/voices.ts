import type { ModelManifest } from './model-manifest.ts';
import { file, mb, published } from './published-files.ts';

const vocoders = 'https://github.com/k2-fsa/sherpa-onnx/releases/download/vocoder-models/';

/**
 * Mandarin voices that sherpa-onnx publishes (k2-fsa.github.io/sherpa/onnx/tts/pretrained_models). Those with
 * `espeak-ng-data` come by archive only. Licences are the publishers' words: read them before you sell with one.
 */
export const voices: readonly ModelManifest[] = [
  {
    name: 'vits-melo-tts-zh_en',
    task: 'synthesizer',
    kind: 'vits',
    languages: ['cmn', 'en'],
    title: '普通话夹英语，MeloTTS，女声 1 位，44.1 kHz',
    licence: 'MIT',
    files: [
      {
        ...file('model', 'model.onnx', 170_429_550),
        sha256: 'bf30582eb1b012250a35b1a4a80e7dfbcf8485e7bb9de0d95efbbeef0e4ad86d',
      },
      file('lexicon', 'lexicon.txt', null),
      file('tokens', 'tokens.txt', null),
    ],
    mirrors: published('csukuangfj', 'vits-melo-tts-zh_en', 'tts-models'),
  },
  {
    name: 'vits-zh-aishell3',
    task: 'synthesizer',
    kind: 'vits',
    languages: ['cmn'],
    title: '普通话，VITS，174 位说话人，8 kHz',
    licence: 'Apache-2.0',
    files: [
      file('model', 'vits-aishell3.onnx', mb(121)),
      file('lexicon', 'lexicon.txt', mb(2.04)),
      file('tokens', 'tokens.txt', mb(0.00167)),
    ],
    mirrors: published('csukuangfj', 'vits-zh-aishell3', 'tts-models'),
  },
  {
    name: 'matcha-icefall-zh-baker',
    task: 'synthesizer',
    kind: 'matcha',
    languages: ['cmn'],
    title: '普通话，Matcha，女声 1 位，22.05 kHz',
    licence: '训练数据仅限非商业用途',
    files: [
      file('model', 'model-steps-3.onnx', mb(75.3)),
      { ...file('vocoder', 'hifigan_v2.onnx', mb(3.75)), url: `${vocoders}hifigan_v2.onnx` },
      file('lexicon', 'lexicon.txt', mb(1.34)),
      file('tokens', 'tokens.txt', null),
    ],
    mirrors: published('csukuangfj', 'matcha-icefall-zh-baker', 'tts-models'),
  },
  {
    name: 'kokoro-multi-lang-v1_1',
    task: 'synthesizer',
    kind: 'kokoro',
    languages: ['cmn', 'en'],
    title: '普通话与英语，Kokoro 82M，103 位说话人，24 kHz',
    licence: 'Apache-2.0（espeak-ng-data 为 GPL-3.0）',
    files: [
      file('model', 'model.onnx', null),
      file('voices', 'voices.bin', null),
      file('lexicon', 'lexicon-us-en.txt', null),
      file('lexicon', 'lexicon-zh.txt', null),
      file('tokens', 'tokens.txt', null),
    ],
    folders: ['espeak-ng-data'],
    mirrors: published('csukuangfj', 'kokoro-multi-lang-v1_1', 'tts-models').filter(({ kind }) => kind === 'archive'),
  },
  {
    name: 'vits-piper-zh_CN-huayan-medium',
    task: 'synthesizer',
    kind: 'vits',
    languages: ['cmn'],
    title: '普通话，Piper，女声 1 位，22.05 kHz',
    licence: 'MIT（espeak-ng-data 为 GPL-3.0）',
    files: [file('model', 'zh_CN-huayan-medium.onnx', mb(63.2)), file('tokens', 'tokens.txt', null)],
    folders: ['espeak-ng-data'],
    mirrors: published('csukuangfj', 'vits-piper-zh_CN-huayan-medium', 'tts-models').filter(
      ({ kind }) => kind === 'archive',
    ),
  },
];
