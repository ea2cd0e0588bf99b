import type { ScriptDocument, Voice, VoiceChange } from '../contract/script-document.ts';
import type { DialogueMemory } from './dialogue-memory.ts';

/** The script's voice with what a sentence changes of it. */
export function changedVoice(voice: Voice, change: VoiceChange | undefined): Voice {
  const given = Object.entries(change ?? {}).filter(([, value]) => value !== undefined);
  return { ...voice, ...Object.fromEntries(given) };
}

/** The voice of a sentence now: an upset customer hears an apologetic one, whatever the sentence wants for itself. */
export function voiceNow(document: ScriptDocument, memory: DialogueMemory, own: VoiceChange | undefined): Voice {
  const { upset, voiceByMood } = document.patterns;
  if (memory.upset && upset !== undefined)
    return changedVoice(changedVoice(document.voice, own), { emotion: 'apologetic' });
  const emotion = memory.mood === null ? undefined : voiceByMood[memory.mood];
  return changedVoice(changedVoice(document.voice, { emotion }), own);
}
