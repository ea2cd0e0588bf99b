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
};

test('with all installed nothing is missing', () => {
  expect(capabilitiesOf(all)).toEqual({
    synthesizers: [{ name: 'espeak-ng', languages: ['cmn', 'yue', 'en'] }],
    recognizers: [{ name: 'zipformer', languages: ['cmn'] }],
    voiceDetector: 'silero',
    missing: [],
  });
});

test('without a model calls hear keys and real-time text, and that is said', () => {
  expect(capabilitiesOf({ ...all, models: [] }).missing).toEqual([
    {
      what: 'recognizer',
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
  });
  expect(voiceDetector).toBe('level-only');
  expect(missing.map(({ what }) => what)).toEqual(['synthesizer', 'voice-detector', 'recognizer']);
  for (const { why, mend } of missing) expect(`${why} ${mend}`).toMatch(/npm install/);
});
