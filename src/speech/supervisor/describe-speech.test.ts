import { expect, test } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { describeSpeech, type SpeechInUse } from './describe-speech.ts';

const service = (fields: Partial<SpeechServiceInClear>): SpeechServiceInClear => ({
  name: 'far',
  vendor: 'azure',
  kind: 'both',
  secrets: { key: 'a-secret-of-the-test' },
  options: { region: 'chinaeast2', locales: { cmn: 'zh-CN-sichuan' } },
  ...fields,
});
const describe = (parts: Partial<SpeechInUse>) =>
  describeSpeech({
    capabilities: { recognizers: [], synthesizers: [] },
    models: [],
    services: [],
    clock: new FakeClock(),
    ...parts,
  });
const mandarin = ['cmn'] as const;

test('a service tells its dialect and what it can do, and no secret', () => {
  const far = { name: 'far', languages: mandarin };
  const described = describe({ capabilities: { recognizers: [far], synthesizers: [far] }, services: [service({})] });
  expect(described.recognizers).toEqual([
    {
      name: 'far',
      kind: 'service',
      vendor: 'azure',
      languages: ['cmn'],
      dialects: ['zh-CN-sichuan'],
      streams: true,
      punctuates: true,
      hotwords: 'of-the-call',
    },
  ]);
  expect(described.voices).toMatchObject([{ name: 'far', kind: 'service', vendor: 'azure', imitatesEmotions: false }]);
  expect(JSON.stringify(described)).not.toContain('a-secret-of-the-test');
});

test('models stream or not by their kind, and a closed set says that it is one', () => {
  const names = ['zipformer', 'sense', 'whisper', 'small'] as const;
  const recognizers = names.map((name) => ({
    name,
    languages: mandarin,
    ...(name === 'small' && { closedSet: true as const }),
  }));
  const models = [
    { name: 'zipformer', kind: 'transducer' },
    { name: 'sense', kind: 'sense-voice' },
    { name: 'whisper', kind: 'whisper' },
  ] as const;
  const rows = describe({ capabilities: { recognizers, synthesizers: [] }, models }).recognizers;
  expect(rows.map(({ name, kind, streams, punctuates }) => [name, kind, streams, punctuates])).toEqual([
    ['zipformer', 'model', true, false],
    ['sense', 'model', false, false],
    ['whisper', 'model', false, true],
    ['small', 'closed-set', false, false],
  ]);
});

test('a voice here says that it only imitates emotions, and what else it cannot do', () => {
  const synthesizers = [
    { name: 'melo', languages: mandarin },
    { name: 'espeak-ng', languages: ['cmn', 'yue', 'en'] as const },
  ];
  const [melo, espeak] = describe({ capabilities: { recognizers: [], synthesizers } }).voices;
  expect(melo).toMatchObject({ kind: 'model', emotions: ['neutral'], imitatesEmotions: true, pitch: false });
  expect(melo?.limits.map(({ en }) => en)).toEqual([
    'does not speak Cantonese',
    'does not speak English',
    'cannot change pitch: keeps the voice’s own',
    'gives sound only when a whole sentence is made: the first word comes later',
    'has no tones: an emotion becomes a little speed',
  ]);
  expect(espeak).toMatchObject({ kind: 'built-in', pitch: true, streams: true });
  expect(espeak?.limits.map(({ en }) => en)).toEqual(['has no tones: an emotion becomes a little speed and pitch']);
});
