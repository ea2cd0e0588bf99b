import type { Voice, VoiceChange } from '../contract/script-document.ts';

/** The script's voice with what a sentence changes of it. */
export function changedVoice(voice: Voice, change: VoiceChange | undefined): Voice {
  const given = Object.entries(change ?? {}).filter(([, value]) => value !== undefined);
  return { ...voice, ...Object.fromEntries(given) };
}
