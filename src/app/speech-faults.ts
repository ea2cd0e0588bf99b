import type { CallEvent } from '../contract/call-event.ts';
import type { SpeechTable } from '../contract/speech-table.ts';

type Fault = NonNullable<SpeechTable['voices'][number]['lastFault']>;
const ofSpeech: ReadonlySet<string> = new Set(['recognizer', 'synthesizer']);
/** No engine has as many names: the oldest are forgotten. */
const mostNames = 100;

/** What went wrong last with each engine that calls use, by its name: told by calls as `NAME: reason`. */
export class SpeechFaults {
  readonly #last = new Map<string, Fault>();

  note(event: CallEvent): void {
    if (event.kind !== 'degraded' || !ofSpeech.has(event.what)) return;
    const [, name] = /^([^\s:]+): /.exec(event.reason) ?? [];
    if (name === undefined) return;
    this.#last.delete(name);
    this.#last.set(name, { atMs: event.atMs, reason: event.reason });
    const [oldest] = this.#last.keys();
    if (this.#last.size > mostNames && oldest !== undefined) this.#last.delete(oldest);
  }

  lastOf(name: string): Fault | null {
    return this.#last.get(name) ?? null;
  }
}
