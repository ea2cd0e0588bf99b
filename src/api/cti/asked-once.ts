import type { CommandAnswer } from '../../contract/switchboard-command.ts';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';

interface Asked {
  readonly what: string;
  readonly answer: Promise<CommandAnswer>;
  readonly atMs: number;
}

const keptForMs = 3_600_000;
const mostKept = 10_000;

/** Has what is asked twice under one key done once. Refusals are forgotten: nothing was done, so it may be asked again. */
export class AskedOnce {
  readonly #clock: Clock;
  readonly #asked = new Map<string, Asked>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async once(key: string, what: string, ask: () => Promise<CommandAnswer>): Promise<CommandAnswer> {
    this.#forgetOld();
    const before = this.#asked.get(key);
    if (before && before.what !== what)
      throw new CodedError('idempotency-key-reused', 'this Idempotency-Key was used for another request');
    if (before) return before.answer;
    const answer = ask();
    this.#asked.set(key, { what, answer, atMs: this.#clock.monotonicMs() });
    const done = await answer.then(
      ({ ok }) => ok,
      () => false,
    );
    if (!done) this.#asked.delete(key);
    return answer;
  }

  #forgetOld(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, { atMs }] of this.#asked) {
      if (nowMs - atMs < keptForMs && this.#asked.size < mostKept) return;
      this.#asked.delete(key);
    }
  }
}
