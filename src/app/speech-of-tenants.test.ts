import { expect, test } from 'vitest';
import { usualSpeechSettings } from '../contract/speech-settings.ts';
import { assertSpeechHere, speechHere } from './speech-of-tenants.ts';

const here = speechHere({
  recognizers: [{ name: 'house' }, { name: 'cloud' }],
  synthesizers: [{ name: 'espeak-ng' }],
  denoiser: null,
});

test('what is here may be set, in any order', () => {
  expect(() => assertSpeechHere(usualSpeechSettings, here)).not.toThrow();
  const own = {
    ...usualSpeechSettings,
    recognizers: ['cloud', 'house'],
    synthesizers: ['espeak-ng'],
    gainControl: true,
  };
  expect(() => assertSpeechHere(own, here)).not.toThrow();
});

test('what is not here is refused, all of it at once, with what there is instead', () => {
  const own = { recognizers: ['cloud', 'qwen'], synthesizers: ['melo'], denoise: true, gainControl: false };
  expect(() => assertSpeechHere(own, here)).toThrow(
    "there is no recogniser 'qwen' here; there are: house, cloud; there is no voice 'melo' here; there are: espeak-ng; no denoiser is here: waihu models pull gtcrn_simple, then start again",
  );
});
