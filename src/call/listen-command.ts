import type { ScriptDocument } from '../contract/script-document.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import type { MediaCommand } from './media/media-messages.ts';

/** How the leg of somebody who talks by `script` is listened to; without one: of a flow, which says what it wants to hear. */
export function listenCommand(
  legId: string,
  { recognizer, fallbackRecognizers }: Pick<CallSurroundings, 'recognizer' | 'fallbackRecognizers'>,
  script: ScriptDocument | undefined,
): MediaCommand {
  return {
    kind: 'listen',
    legId,
    detectVoice: true,
    recognizer,
    fallbackRecognizers,
    hotwords: [],
    language: script?.voice.language ?? 'cmn',
    fillers: script?.fillers ?? [],
  };
}
