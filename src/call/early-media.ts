import { announcementCause, toneCause } from './announcement.ts';
import type { CallInput } from './call-machine.ts';
import { appendText } from './conversation-state.ts';
import type { MediaEvent } from './media/media-messages.ts';

type CauseHeard = Extract<CallInput, { kind: 'cause-heard' }>;

/** What early media has told so far of why a call is not answered: its words may come in pieces. */
export class EarlyMedia {
  #words = '';

  /** The cause that `event` tells; null where it tells none. */
  heard(event: MediaEvent): CauseHeard | null {
    switch (event.kind) {
      case 'text':
        return this.#said(appendText(this.#words, event.text));
      case 'partial':
      case 'final':
        return this.#said(event.text);
      case 'tone': {
        const cause = toneCause(event.tone);
        return cause && { kind: 'cause-heard', cause, by: 'tone', heard: event.tone };
      }
      case 'answer-heard': {
        if (event.evidence.kind !== 'cause') return null;
        const { cause, reason } = event.evidence;
        return { kind: 'cause-heard', cause, by: 'recording', heard: reason };
      }
      default:
        return null;
    }
  }

  #said(words: string): CauseHeard | null {
    this.#words = words;
    const cause = announcementCause(words);
    return cause && { kind: 'cause-heard', cause, by: 'words', heard: words };
  }
}
