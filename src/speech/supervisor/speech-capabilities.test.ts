import { expect, test } from 'vitest';
import { capabilitiesOf, type InstalledSpeech } from './speech-capabilities.ts';

const model: InstalledSpeech['models'][number] = {
  name: 'zipformer',
  task: 'recognizer',
  kind: 'transducer',
  languages: ['cmn'],
  licence: 'Apache-2.0',
  from: 'hf-mirror',
  folder: '/models/zipformer',
  files: [],
};

const all: InstalledSpeech = {
  espeak: 'package',
  sherpa: true,
  onnx: true,
  sileroPath: '/silero.onnx',
  models: [model],
  pocketSphinx: { library: false, models: [] },
};

test('with all installed nothing is missing', () => {
  expect(capabilitiesOf(all)).toEqual({
    synthesizers: [{ name: 'espeak-ng', languages: ['cmn', 'yue', 'en'] }],
    recognizers: [{ name: 'zipformer', languages: ['cmn'] }],
    voiceDetector: 'silero',
    denoiser: null,
    missing: [],
  });
});

test('a denoiser is told by its name, and is no recogniser', () => {
  const denoiser = { ...model, name: 'gtcrn_simple', task: 'denoiser', kind: 'gtcrn' } as const;
  const capable = capabilitiesOf({ ...all, models: [denoiser, model] });
  expect(capable.denoiser).toBe('gtcrn_simple');
  expect(capable.recognizers.map(({ name }) => name)).toEqual(['zipformer']);
  expect(capabilitiesOf({ ...all, sherpa: false, models: [denoiser] }).denoiser).toBeNull();
});

test('services elsewhere come before what is installed, and with one that hears no recogniser is missing', () => {
  const far = {
    recognizers: [{ name: 'house', languages: ['cmn'] as const }],
    synthesizers: [{ name: 'cloud', languages: ['cmn', 'en'] as const }],
  };
  const capable = capabilitiesOf({ ...all, models: [] }, far);
  expect(capable.recognizers.map(({ name }) => name)).toEqual(['house']);
  expect(capable.synthesizers.map(({ name }) => name)).toEqual(['cloud', 'espeak-ng']);
  expect(capable.missing).toEqual([]);
});

test('without a model calls hear keys and real-time text, and that is said', () => {
  expect(capabilitiesOf({ ...all, models: [] }).missing).toEqual([
    {
      what: 'recognizer',
      code: 'no-recognizer-model',
      why: 'no recogniser model is installed: calls hear keys and real-time text, not speech',
      mend: 'waihu models pull',
    },
  ]);
});

test('with nothing installed each loss has its reason and its remedy', () => {
  const { missing, voiceDetector } = capabilitiesOf({
    espeak: null,
    sherpa: false,
    onnx: false,
    sileroPath: null,
    models: [],
    pocketSphinx: { library: false, models: [] },
  });
  expect(voiceDetector).toBe('level-only');
  expect(missing.map(({ what, code }) => [what, code])).toEqual([
    ['synthesizer', 'no-espeak'],
    ['voice-detector', 'no-onnx-runtime'],
    ['recognizer', 'no-sherpa'],
  ]);
  for (const { why, mend } of missing) expect(`${why} ${mend}`).toMatch(/npm install/);
});

test('a model of PocketSphinx hears a closed set after recognisers that hear anything, where its library is', () => {
  const models = [{ name: 'mandarin-8k', folder: '/models/mandarin-8k' }];
  expect(capabilitiesOf({ ...all, pocketSphinx: { library: true, models } }).recognizers).toEqual([
    { name: 'zipformer', languages: ['cmn'] },
    { name: 'mandarin-8k', languages: ['cmn'], closedSet: true },
  ]);
  const without = capabilitiesOf({ ...all, pocketSphinx: { library: false, models } });
  expect(without.recognizers).toHaveLength(1);
  expect(without.missing).toEqual([
    {
      what: 'recognizer',
      code: 'no-pocketsphinx',
      why: 'the model mandarin-8k is here, and PocketSphinx, which hears with it, is not',
      mend: 'apt-get install libpocketsphinx3, npm install koffi',
    },
  ]);
});
