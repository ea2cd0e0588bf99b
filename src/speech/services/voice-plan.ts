import { voiceEmotionSchema, type Voice } from '../../contract/script-document.ts';
import { speechLanguages } from '../link/speech-sockets.ts';
import type { VoiceAbilities } from './speaking-service.ts';

/** One thing a service cannot do, for people. */
export interface VoiceLimit {
  readonly 'zh-CN': string;
  readonly en: string;
}

export interface VoicePlan {
  /** What to ask for; null where the service does not speak the language at all. */
  readonly voice: Voice | null;
  /** What of the wish is left out, in the order language, emotion, speed, pitch. */
  readonly limits: readonly VoiceLimit[];
}

const languages: Readonly<Record<Voice['language'], VoiceLimit>> = {
  cmn: { 'zh-CN': '普通话', en: 'Mandarin' },
  yue: { 'zh-CN': '粤语', en: 'Cantonese' },
  en: { 'zh-CN': '英语', en: 'English' },
};
const emotions: Readonly<Record<Voice['emotion'], VoiceLimit>> = {
  neutral: { 'zh-CN': '平静', en: 'neutral' },
  warm: { 'zh-CN': '亲切', en: 'warm' },
  cheerful: { 'zh-CN': '愉快', en: 'cheerful' },
  serious: { 'zh-CN': '严肃', en: 'serious' },
  apologetic: { 'zh-CN': '抱歉', en: 'apologetic' },
};

const noLanguage = (language: Voice['language']): VoiceLimit => ({
  'zh-CN': `不会说${languages[language]['zh-CN']}`,
  en: `does not speak ${languages[language].en}`,
});
const noEmotion = (emotion: Voice['emotion']): VoiceLimit => ({
  'zh-CN': `没有“${emotions[emotion]['zh-CN']}”的语气，改用平静语气`,
  en: `has no ${emotions[emotion].en} tone: speaks neutrally`,
});
const noSpeed: VoiceLimit = {
  'zh-CN': '不能调语速，使用音色自身语速',
  en: 'cannot change speed: keeps the voice’s own',
};
const noPitch: VoiceLimit = {
  'zh-CN': '不能调音高，使用音色自身音高',
  en: 'cannot change pitch: keeps the voice’s own',
};
const noStream: VoiceLimit = {
  'zh-CN': '整句合成完才出声，首音较慢',
  en: 'gives sound only when a whole sentence is made: the first word comes later',
};

/** What a service will do of one wish. Nothing is replaced by something that sounds like it: what it cannot do becomes the voice’s own. */
export function voicePlan(wish: Voice, abilities: VoiceAbilities): VoicePlan {
  if (!abilities.languages.includes(wish.language)) return { voice: null, limits: [noLanguage(wish.language)] };
  const feels = wish.emotion === 'neutral' || abilities.emotions.includes(wish.emotion);
  const limits: VoiceLimit[] = [];
  if (!feels) limits.push(noEmotion(wish.emotion));
  if (!abilities.speed && wish.speed !== 1) limits.push(noSpeed);
  if (!abilities.pitch && wish.pitch !== 1) limits.push(noPitch);
  return {
    voice: {
      ...wish,
      emotion: feels ? wish.emotion : 'neutral',
      speed: abilities.speed ? wish.speed : 1,
      pitch: abilities.pitch ? wish.pitch : 1,
    },
    limits,
  };
}

/** All that a service cannot do, whoever asks: a row of the table of capabilities. Empty where it does everything. */
export function limitsOf(abilities: VoiceAbilities): VoiceLimit[] {
  const unspoken = speechLanguages.filter((language) => !abilities.languages.includes(language));
  const unfelt = voiceEmotionSchema.options.filter(
    (emotion) => emotion !== 'neutral' && !abilities.emotions.includes(emotion),
  );
  return [
    ...unspoken.map(noLanguage),
    ...unfelt.map(noEmotion),
    ...(abilities.speed ? [] : [noSpeed]),
    ...(abilities.pitch ? [] : [noPitch]),
    ...(abilities.streams ? [] : [noStream]),
  ];
}
