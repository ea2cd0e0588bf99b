import { expect, test } from 'vitest';
import { emotionsOf, languagesOf, serviceVoice, type VoicesByLanguage } from './voices-by-language.ts';

const voices: VoicesByLanguage = {
  cmn: { neutral: { name: 'Xiaoxiao' }, cheerful: { name: 'Xiaoxiao', manner: 'cheerful' } },
  en: { neutral: { name: 'Jenny' } },
};
const wish = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;

test('a voice is chosen by language and emotion; an emotion a language has not is its neutral voice', () => {
  expect(serviceVoice(voices, wish)).toEqual({ name: 'Xiaoxiao' });
  expect(serviceVoice(voices, { ...wish, emotion: 'cheerful' })).toEqual({ name: 'Xiaoxiao', manner: 'cheerful' });
  expect(serviceVoice(voices, { ...wish, language: 'en', emotion: 'cheerful' })).toEqual({ name: 'Jenny' });
});

test('a voice the script names keeps the manner of the wish', () => {
  expect(serviceVoice(voices, { ...wish, emotion: 'cheerful', name: 'Yunxi' })).toEqual({
    name: 'Yunxi',
    manner: 'cheerful',
  });
});

test('a language without a voice is not spoken', () => {
  expect(serviceVoice(voices, { ...wish, language: 'yue' })).toBeNull();
});

test('what the voices can do is told', () => {
  expect(languagesOf(voices)).toEqual(['cmn', 'en']);
  expect(emotionsOf(voices)).toEqual(['neutral', 'cheerful']);
});
