import { expect, test } from 'vitest';
import type { InstalledModel } from '../models/installed-model.ts';
import type { ModelFileRole, ModelKind } from '../models/model-manifest.ts';
import { offlineTtsConfig } from '../sherpa-voice/load-voice.ts';
import { offlineRecognizerConfig } from './offline-recognizer-config.ts';
import { onlineRecognizerConfig } from './online-recognizer-config.ts';

const model = (kind: ModelKind, roles: readonly ModelFileRole[]): InstalledModel => ({
  name: 'm',
  task: 'recognizer',
  kind,
  licence: 'MIT',
  languages: ['yue', 'cmn'],
  from: 'test',
  folder: '/m',
  files: roles.map((role, index) => ({ role, path: `${role}-${index}`, bytes: 1, sha256: '0'.repeat(64) })),
});

test('each kind of whole turns is given its files, and Whisper its model’s first language', () => {
  expect(offlineRecognizerConfig(model('sense-voice', ['model', 'tokens'])).modelConfig).toMatchObject({
    senseVoice: { model: '/m/model-0', language: 'auto', useInverseTextNormalization: 0 },
    tokens: '/m/tokens-1',
  });
  expect(offlineRecognizerConfig(model('offline-paraformer', ['model', 'tokens'])).modelConfig.paraformer).toEqual({
    model: '/m/model-0',
  });
  expect(offlineRecognizerConfig(model('whisper', ['encoder', 'decoder', 'tokens'])).modelConfig.whisper).toMatchObject(
    { encoder: '/m/encoder-0', decoder: '/m/decoder-1', language: 'yue' },
  );
});

test('each kind of voice is given its files, Kokoro both its lexicons', () => {
  expect(offlineTtsConfig(model('vits', ['model', 'tokens', 'lexicon'])).model.vits).toEqual({
    model: '/m/model-0',
    tokens: '/m/tokens-1',
    lexicon: '/m/lexicon-2',
  });
  expect(offlineTtsConfig(model('kokoro', ['model', 'voices', 'tokens', 'lexicon', 'lexicon'])).model.kokoro).toEqual({
    model: '/m/model-0',
    voices: '/m/voices-1',
    tokens: '/m/tokens-2',
    lexicon: '/m/lexicon-3,/m/lexicon-4',
  });
});

test('a model of another kind is refused by name', () => {
  expect(() => offlineRecognizerConfig(model('vits', ['tokens']))).toThrow("model 'm' of kind vits is no recogniser");
  expect(() => onlineRecognizerConfig(model('whisper', ['tokens']))).toThrow('does not hear while one speaks');
  expect(() => offlineTtsConfig(model('transducer', ['tokens']))).toThrow("model 'm' of kind transducer is no voice");
  expect(() => offlineTtsConfig(model('matcha', ['model', 'tokens']))).toThrow(
    "model 'm' of kind matcha has no vocoder",
  );
});
