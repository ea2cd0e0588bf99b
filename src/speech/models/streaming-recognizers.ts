import type { ModelManifest } from './model-manifest.ts';
import { file, mb, published } from './published-files.ts';

/**
 * Streaming recognisers that sherpa-onnx publishes (k2-fsa.github.io/sherpa/onnx/pretrained_models). Their publisher gives
 * no checksums, so none stand here; any other model comes in by `from: { folder }` or `{ baseUrl }`.
 */
export const streamingRecognizers: readonly ModelManifest[] = [
  {
    name: 'sherpa-onnx-streaming-zipformer-multi-zh-hans-2023-12-12',
    task: 'recognizer',
    kind: 'transducer',
    languages: ['cmn'],
    title: '普通话，Zipformer，1.4 万小时训练，int8，支持热词',
    licence: 'Apache-2.0',
    files: [
      file('encoder', 'encoder-epoch-20-avg-1-chunk-16-left-128.int8.onnx', mb(70.1)),
      file('decoder', 'decoder-epoch-20-avg-1-chunk-16-left-128.onnx', mb(5.17)),
      file('joiner', 'joiner-epoch-20-avg-1-chunk-16-left-128.int8.onnx', mb(1.03)),
      file('tokens', 'tokens.txt', mb(0.0186)),
    ],
    mirrors: published('k2-fsa', 'sherpa-onnx-streaming-zipformer-multi-zh-hans-2023-12-12'),
  },
  {
    name: 'sherpa-onnx-streaming-zipformer-ctc-multi-zh-hans-2023-12-13',
    task: 'recognizer',
    kind: 'zipformer2-ctc',
    languages: ['cmn'],
    title: '普通话，Zipformer CTC，1.4 万小时训练，int8',
    licence: 'Apache-2.0',
    files: [
      file('model', 'ctc-epoch-20-avg-1-chunk-16-left-128.int8.onnx', mb(70.9)),
      file('tokens', 'tokens.txt', mb(0.0186)),
    ],
    mirrors: published('k2-fsa', 'sherpa-onnx-streaming-zipformer-ctc-multi-zh-hans-2023-12-13'),
  },
  {
    name: 'sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20',
    task: 'recognizer',
    kind: 'transducer',
    languages: ['cmn', 'en'],
    title: '普通话与英语，Zipformer，int8，支持热词',
    licence: 'Apache-2.0',
    files: [
      file('encoder', 'encoder-epoch-99-avg-1.int8.onnx', mb(182)),
      file('decoder', 'decoder-epoch-99-avg-1.onnx', mb(13.9)),
      file('joiner', 'joiner-epoch-99-avg-1.int8.onnx', mb(3.23)),
      file('tokens', 'tokens.txt', mb(0.0563)),
      file('bpe-vocab', 'bpe.vocab', mb(0.0126)),
    ],
    mirrors: published('csukuangfj', 'sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20').filter(
      (mirror) => mirror.kind === 'files',
    ),
  },
  {
    name: 'sherpa-onnx-streaming-paraformer-bilingual-zh-en',
    task: 'recognizer',
    kind: 'paraformer',
    languages: ['cmn', 'en'],
    title: '普通话与英语，Paraformer，int8',
    licence: 'FunASR Model License',
    files: [
      file('encoder', 'encoder.int8.onnx', mb(165.7)),
      file('decoder', 'decoder.int8.onnx', mb(71.3)),
      file('tokens', 'tokens.txt', null),
    ],
    mirrors: published('csukuangfj', 'sherpa-onnx-streaming-paraformer-bilingual-zh-en'),
  },
  {
    name: 'sherpa-onnx-streaming-paraformer-trilingual-zh-cantonese-en',
    task: 'recognizer',
    kind: 'paraformer',
    languages: ['cmn', 'yue', 'en'],
    title: '普通话、粤语与英语，Paraformer，int8（整包约 1 GB）',
    licence: 'FunASR Model License',
    files: [
      file('encoder', 'encoder.int8.onnx', null),
      file('decoder', 'decoder.int8.onnx', null),
      file('tokens', 'tokens.txt', null),
    ],
    mirrors: published('csukuangfj', 'sherpa-onnx-streaming-paraformer-trilingual-zh-cantonese-en').filter(
      (mirror) => mirror.kind === 'archive',
    ),
  },
  {
    name: 'sherpa-onnx-streaming-zipformer-en-2023-06-26',
    task: 'recognizer',
    kind: 'transducer',
    languages: ['en'],
    title: 'English, Zipformer, LibriSpeech, int8, hotwords',
    licence: 'Apache-2.0',
    files: [
      file('encoder', 'encoder-epoch-99-avg-1-chunk-16-left-64.int8.onnx', mb(71.1)),
      file('decoder', 'decoder-epoch-99-avg-1-chunk-16-left-64.onnx', mb(2.09)),
      file('joiner', 'joiner-epoch-99-avg-1-chunk-16-left-64.int8.onnx', mb(0.259)),
      file('tokens', 'tokens.txt', mb(0.00505)),
    ],
    mirrors: published('csukuangfj', 'sherpa-onnx-streaming-zipformer-en-2023-06-26').filter(
      (mirror) => mirror.kind === 'files',
    ),
  },
];
