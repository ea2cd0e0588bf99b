import type { CallEvent } from '../contract/call-event.ts';
import type { CallRecord } from '../contract/call-record.ts';
import type { CallId } from '../contract/ids.ts';
import type { DialogueOpening, DialogueStep, KeptDialogue, Understanding } from '../contract/kept-dialogue.ts';
import type { Clock } from '../foundation/clock.ts';
import { recordOf } from './call-record.ts';
import type { Told } from './conversation-state.ts';
import type { Journal } from './journal.ts';

/** Events after which a crash must not forget: they are with the operating system before anything else happens. */
const flushedAtOnce: ReadonlySet<CallEvent['kind']> = new Set([
  'call-started',
  'invite-sent',
  'answered',
  'order-created',
  'call-ended',
]);

interface Kind {
  readonly kind: string;
}

/** What has happened in one call so far: told once, to the journal, to listeners, and to whoever asks for the record. */
export class CallStory {
  readonly callId: CallId;
  readonly #events: CallEvent[] = [];
  #dialogue: KeptDialogue | null = null;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #publish: (event: CallEvent) => void;

  constructor(callId: CallId, clock: Clock, journal: Journal, publish: (event: CallEvent) => void) {
    this.callId = callId;
    this.#clock = clock;
    this.#journal = journal;
    this.#publish = publish;
  }

  tell(told: Told): void {
    const event: CallEvent = { ...told, callId: this.callId, atMs: this.#clock.now() };
    this.#events.push(event);
    this.#journal.append({ kind: 'event', event });
    if (flushedAtOnce.has(event.kind)) this.#journal.flush();
    this.#publish(event);
  }

  /** A dialogue begins: of a call that has several, the last is kept. */
  opens(opening: DialogueOpening): void {
    this.#dialogue = { opening, steps: [] };
    this.#journal.append({ kind: 'dialogue-opened', callId: this.callId, opening });
  }

  /** The dialogue went a step further. */
  keep(
    { input, moves }: { readonly input: Kind; readonly moves: readonly Kind[] },
    understanding: Understanding | null,
    learnt: boolean,
  ): void {
    if (this.#dialogue === null) return;
    const afterMs = this.#clock.now() - this.#dialogue.opening.atMs;
    const step: DialogueStep = {
      afterMs,
      ...(learnt && { learnt }),
      input: { ...input },
      ...(understanding && { understanding }),
      moves: moves.map((move) => ({ ...move })),
    };
    this.#dialogue.steps.push(step);
    this.#journal.append({ kind: 'dialogue-stepped', callId: this.callId, step });
  }

  /** The record as it would be if the call ended now. */
  record(): CallRecord {
    return recordOf(this.#events, this.#dialogue);
  }
}
