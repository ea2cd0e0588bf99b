import { messageOf } from '../../foundation/errors.ts';
import type { OfflineResult } from './offline-decoder.ts';

export interface DecodeJob {
  /** Asked when its turn comes, and again before `done`. */
  wanted(): boolean;
  work(): Promise<OfflineResult>;
  done(result: OfflineResult): void;
  failed(reason: string): void;
}

/** Turns that may wait: at a third of a second each the last would be heard 10 s late. */
const mostWaiting = 32;

/** Decodes one turn after another, and passes over those that nobody wants any more. */
export class DecodeQueue {
  readonly #waiting: DecodeJob[] = [];
  #working = false;

  get idle(): boolean {
    return !this.#working && this.#waiting.length === 0;
  }

  /** False where too many wait already. */
  add(job: DecodeJob): boolean {
    if (this.#waiting.length >= mostWaiting) return false;
    this.#waiting.push(job);
    if (!this.#working) void this.#work();
    return true;
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      if (!job.wanted()) continue;
      try {
        const result = await job.work();
        if (job.wanted()) job.done(result);
      } catch (error) {
        job.failed(messageOf(error));
      }
    }
    this.#working = false;
  }
}
