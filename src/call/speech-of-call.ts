import type { TenantId } from '../contract/ids.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import type { MediaCommand, MediaPort, PlayItem } from './media/media-messages.ts';

/** How the calls of one tenant hear and speak. */
export interface SpeechOfCall {
  /** Who hears, in the order in which they are tried; none: keys and real-time text only. */
  readonly recognizers: readonly string[];
  /** Who speaks where a voice names nobody; null: all that are there. */
  readonly synthesizers: readonly string[] | null;
  readonly denoise: boolean;
  readonly gainControl: boolean;
}

/** What a call of this tenant is given: the tenant's own ears and voices, as they are set now; a call keeps them to its end. */
export function surroundingsOf(around: CallSurroundings, tenantId: TenantId): CallSurroundings {
  const speech = around.speechOf?.(tenantId);
  if (!speech) return around;
  const [recognizer = null, ...fallbackRecognizers] = speech.recognizers;
  return { ...around, recognizer, fallbackRecognizers, media: mediaWith(around.media, speech) };
}

function mediaWith(media: MediaPort, speech: SpeechOfCall): MediaPort {
  const { synthesizers, denoise, gainControl } = speech;
  const said = (item: PlayItem): PlayItem => (synthesizers ? { ...item, synthesizers } : item);
  const own = (command: MediaCommand): MediaCommand => {
    if (command.kind === 'listen') return { ...command, denoise, gainControl };
    return 'items' in command ? { ...command, items: command.items.map(said) } : command;
  };
  return {
    send: (command) => media.send(own(command)),
    subscribe: (listener) => media.subscribe(listener),
    close: () => media.close(),
  };
}
