import type { Voice } from '../../contract/script-document.ts';

/** A model of speech has no feelings to set: an emotion becomes a little speed, as with eSpeak. */
const emotionSpeeds: Readonly<Record<Voice['emotion'], number>> = {
  neutral: 1,
  warm: 0.96,
  cheerful: 1.06,
  serious: 0.95,
  apologetic: 0.9,
};

/**
 * Which speaker of a model says it, and how fast. A script names a voice `MODEL`, `MODEL/SPEAKER` or `SPEAKER`, the speaker
 * by its number; another name, or a number that the model has not, is its first speaker. `pitch` cannot be changed.
 */
export function voiceSettings(voice: Voice, speakers: number): { readonly speaker: number; readonly speed: number } {
  const wanted = /(?:^|\/)(\d{1,4})$/.exec(voice.name ?? '')?.[1];
  const speaker = wanted !== undefined && Number(wanted) < speakers ? Number(wanted) : 0;
  return { speaker, speed: Math.min(2.5, Math.max(0.4, voice.speed * emotionSpeeds[voice.emotion])) };
}
