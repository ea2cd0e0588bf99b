import type { Clock } from '../../foundation/clock.ts';
import { FrameClock, runFrameClock } from '../../telephony/index.ts';

/** One 20 ms clock for all lines of the simulator. */
export class LineClock {
  readonly #ticking = new Set<() => void>();
  readonly #stop: () => void;

  constructor(clock: Clock) {
    this.#stop = runFrameClock(
      clock,
      new FrameClock(clock.monotonicMs(), {
        step: () => {
          for (const tick of this.#ticking) tick();
        },
        skipped: () => undefined,
      }),
    );
  }

  /** Calls `tick` every 20 ms until the returned function is called. */
  every20Ms(tick: () => void): () => void {
    this.#ticking.add(tick);
    return () => this.#ticking.delete(tick);
  }

  close(): void {
    this.#ticking.clear();
    this.#stop();
  }
}
