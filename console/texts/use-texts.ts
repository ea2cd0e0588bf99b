import { createContext, useContext } from 'react';
import { en } from './en.ts';
import { zhCn, type TextKey } from './zh-cn.ts';

export type Language = 'zh-CN' | 'en';
export const LanguageContext = createContext<Language>('zh-CN');

/** The console's texts in the chosen language, and dates and durations as it writes them. */
export interface Texts {
  readonly language: Language;
  (key: TextKey): string;
}

const dictionaries: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { 'zh-CN': zhCn, en };

export function useTexts(): Texts {
  const language = useContext(LanguageContext);
  return Object.assign((key: TextKey) => dictionaries[language][key], { language });
}

export function writeTime(language: Language, atMs: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
}

/** `m:ss`. */
export function writeDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
