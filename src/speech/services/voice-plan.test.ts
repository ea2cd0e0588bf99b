import { expect, test } from 'vitest';
import type { Voice } from '../../contract/script-document.ts';
import type { VoiceAbilities } from './speaking-service.ts';
import { limitsOf, voicePlan } from './voice-plan.ts';

const all: VoiceAbilities = {
  languages: ['cmn', 'yue', 'en'],
  emotions: ['neutral', 'warm', 'cheerful', 'serious', 'apologetic'],
  speed: true,
  pitch: true,
  streams: true,
};
const little: VoiceAbilities = {
  languages: ['cmn'],
  emotions: ['neutral', 'cheerful'],
  speed: false,
  pitch: false,
  streams: false,
};
const wish: Voice = { name: 'longxiaochun', language: 'cmn', emotion: 'apologetic', speed: 1.2, pitch: 0.9 };

test('a service that can do everything is asked for the wish itself, and nothing is said of limits', () => {
  expect(voicePlan(wish, all)).toEqual({ voice: wish, limits: [] });
  expect(limitsOf(all)).toEqual([]);
});

test('what a service cannot do becomes the voice’s own, each told once in both languages', () => {
  const plan = voicePlan(wish, little);
  expect(plan.voice).toEqual({ name: 'longxiaochun', language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 });
  expect(plan.limits.map((limit) => limit.en)).toEqual([
    'has no apologetic tone: speaks neutrally',
    'cannot change speed: keeps the voice’s own',
    'cannot change pitch: keeps the voice’s own',
  ]);
  expect(plan.limits[0]?.['zh-CN']).toBe('没有“抱歉”的语气，改用平静语气');
});

test('an emotion it has is kept, and a wish for the voice’s own speed and pitch is no limit', () => {
  const plan = voicePlan({ ...wish, emotion: 'cheerful', speed: 1, pitch: 1 }, little);
  expect(plan).toEqual({ voice: { ...wish, emotion: 'cheerful', speed: 1, pitch: 1 }, limits: [] });
});

test('a language it does not speak leaves no voice to use', () => {
  expect(voicePlan({ ...wish, language: 'yue' }, little)).toEqual({
    voice: null,
    limits: [{ 'zh-CN': '不会说粤语', en: 'does not speak Cantonese' }],
  });
});

test('the row of the table tells every language, emotion and dial that is missing', () => {
  expect(limitsOf(little).map((limit) => limit['zh-CN'])).toEqual([
    '不会说粤语',
    '不会说英语',
    '没有“亲切”的语气，改用平静语气',
    '没有“严肃”的语气，改用平静语气',
    '没有“抱歉”的语气，改用平静语气',
    '不能调语速，使用音色自身语速',
    '不能调音高，使用音色自身音高',
    '整句合成完才出声，首音较慢',
  ]);
});
