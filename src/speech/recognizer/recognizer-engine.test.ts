import { describe, expect, test } from 'vitest';
import type { InstalledModel } from '../models/installed-model.ts';
import type { ModelFileRole, RecognizerKind } from '../models/model-manifest.ts';
import { engineSession, turns } from '../testing/engine-session.ts';
import { onlineRecognizerConfig } from './online-recognizer-config.ts';
import { recognizerEngine } from './recognizer-engine.ts';
import { meanProbability } from './sherpa-decoder.ts';
import { tidyTranscript, type StreamingDecoder } from './streaming-decoder.ts';

interface FakeStream {
  waiting: number;
  decoded: number;
}

/** Hears one letter for each 100 ms of sound: a, b, c … */
function spellingDecoder(): StreamingDecoder<FakeStream> & { readonly batches: number[] } {
  const batches: number[] = [];
  const stepSamples = 1_600;
  return {
    name: 'spelling',
    batches,
    createStream: () => ({ waiting: 0, decoded: 0 }),
    accept: (stream, samples) => {
      stream.waiting += samples.some((sample) => sample !== 0) ? samples.length : 0;
    },
    inputFinished: () => undefined,
    isReady: (stream) => stream.waiting >= stepSamples,
    decode(streams) {
      batches.push(streams.length);
      for (const stream of streams) {
        stream.waiting -= stepSamples;
        stream.decoded++;
      }
    },
    result: (stream) => ({ text: 'abcdefghijklmnop'.slice(0, stream.decoded), confidence: 0.9 }),
  };
}

const open = (id: number) => ({ kind: 'open', id, options: { language: 'cmn', hotwords: [] } }) as const;
const audio = (id: number, frameAtMs: number) =>
  ({ kind: 'audio', id, frameAtMs, samples: new Int16Array(160).fill(1_000) }) as const;

test('partials come as the text grows, and one final after finish', async () => {
  const session = engineSession(recognizerEngine(spellingDecoder()));
  session.received(open(1));
  for (let frame = 0; frame < 12; frame++) {
    session.received(audio(1, frame * 20));
    await turns(2);
  }
  session.received({ kind: 'finish', id: 1 });
  session.received({ kind: 'finish', id: 1 });
  await turns();
  expect(session.replies).toEqual([
    { kind: 'partial', id: 1, frameAtMs: 80, text: 'a' },
    { kind: 'partial', id: 1, frameAtMs: 180, text: 'ab' },
    { kind: 'final', id: 1, frameAtMs: 220, confidence: 0.9, text: 'ab' },
  ]);
});

test('after a final the stream begins anew, and a finish without sound is an empty final', async () => {
  const session = engineSession(recognizerEngine(spellingDecoder()));
  session.received(open(1));
  session.received({ kind: 'finish', id: 1 });
  for (let frame = 0; frame < 5; frame++) session.received(audio(1, frame * 20));
  session.received({ kind: 'finish', id: 1 });
  await turns();
  for (let frame = 5; frame < 10; frame++) session.received(audio(1, frame * 20));
  session.received({ kind: 'finish', id: 1 });
  await turns();
  expect(session.replies.filter((reply) => reply.kind === 'final').map((final) => final.text)).toEqual(['', 'a', 'a']);
});

test('a new turn’s first frame tells the last turn’s final before it', async () => {
  const session = engineSession(recognizerEngine(spellingDecoder()));
  session.received(open(1));
  for (let frame = 0; frame < 10; frame++) session.received(audio(1, frame * 20));
  session.received({ kind: 'finish', id: 1 });
  session.received(audio(1, 900));
  expect(session.replies).toEqual([{ kind: 'final', id: 1, frameAtMs: 180, confidence: 0.9, text: 'ab' }]);
  await turns();
  expect(session.replies).toHaveLength(1);
});

test('streams are decoded together, at most eight at once, and nobody is passed over', async () => {
  const decoder = spellingDecoder();
  const session = engineSession(recognizerEngine(decoder));
  for (let id = 0; id < 20; id++) {
    session.received(open(id));
    for (let frame = 0; frame < 5; frame++) session.received(audio(id, frame * 20));
  }
  await turns();
  expect(decoder.batches).toEqual([8, 8, 4]);
  expect(new Set(session.replies.map((reply) => reply.id)).size).toBe(20);
});

test('closed streams and workers that went are not decoded', async () => {
  const decoder = spellingDecoder();
  const engine = recognizerEngine(decoder);
  const gone = engineSession(engine);
  const session = engineSession(engine);
  for (const one of [gone, session]) {
    one.received(open(1));
    for (let frame = 0; frame < 5; frame++) one.received(audio(1, frame * 20));
  }
  gone.closed();
  session.received({ kind: 'close', id: 1 });
  await turns();
  expect(decoder.batches).toEqual([]);
});

test('transcripts are tidied: no blanks between characters, English in lower case', () => {
  expect(tidyTranscript('  我 想 买  VIP 保险 ')).toBe('我想买vip保险');
  expect(tidyTranscript('HELLO   WORLD')).toBe('hello world');
});

test('confidence is the geometric mean of the probabilities, 1 where there are none', () => {
  expect(meanProbability([])).toBe(1);
  expect(meanProbability([Math.log(0.5), Math.log(0.5)])).toBeCloseTo(0.5);
  expect(meanProbability([0.1])).toBe(1);
});

describe('what is loaded', () => {
  const model = (kind: RecognizerKind, roles: readonly ModelFileRole[]): InstalledModel => ({
    name: 'm',
    task: 'recognizer',
    kind,
    licence: 'Apache-2.0',
    languages: ['cmn'],
    from: 'test',
    folder: '/models/m',
    files: roles.map((role) => ({ role, path: `${role}.file`, bytes: 1, sha256: '0'.repeat(64) })),
  });

  test('a transducer decodes greedily, and by beam search where there are hotwords', () => {
    const transducer = model('transducer', ['encoder', 'decoder', 'joiner', 'tokens']);
    expect(onlineRecognizerConfig(transducer)).toMatchObject({
      decodingMethod: 'greedy_search',
      enableEndpoint: false,
      modelConfig: { tokens: '/models/m/tokens.file', transducer: { joiner: '/models/m/joiner.file' } },
    });
    expect(onlineRecognizerConfig(transducer, ['重疾险', '医疗险'])).toMatchObject({
      decodingMethod: 'modified_beam_search',
      hotwordsBuf: '重疾险\n医疗险',
      hotwordsBufSize: 19,
      modelConfig: { modelingUnit: 'cjkchar' },
    });
    const bilingual = model('transducer', ['encoder', 'decoder', 'joiner', 'tokens', 'bpe-vocab']);
    expect(onlineRecognizerConfig(bilingual, ['VIP']).modelConfig).toMatchObject({
      modelingUnit: 'cjkchar+bpe',
      bpeVocab: '/models/m/bpe-vocab.file',
    });
  });

  test('paraformer and CTC take no hotwords', () => {
    expect(onlineRecognizerConfig(model('paraformer', ['encoder', 'decoder', 'tokens']), ['好'])).toMatchObject({
      decodingMethod: 'greedy_search',
      modelConfig: { paraformer: { encoder: '/models/m/encoder.file', decoder: '/models/m/decoder.file' } },
    });
    expect(onlineRecognizerConfig(model('zipformer2-ctc', ['model', 'tokens'])).modelConfig.zipformer2Ctc).toEqual({
      model: '/models/m/model.file',
    });
  });

  test('a missing file is said by its role', () => {
    expect(() => onlineRecognizerConfig(model('transducer', ['encoder', 'tokens']))).toThrow(
      "model 'm' of kind transducer has no decoder",
    );
  });
});
