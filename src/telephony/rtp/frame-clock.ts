import { frameMs } from '../../audio/index.ts';
import type { Clock } from '../../foundation/clock.ts';

/** Frames owed after a longer stand-still are not made up: nobody wants two seconds of sound at once. */
const longestDebtMs = 500;

export interface FrameClockSteps {
  /** One frame is due at `dueMs`; it is `nowMs`. Called once per 20 ms of time, late ones in a row, none twice. */
  step(dueMs: number, nowMs: number): void;
  /** So many frames were given up because the process had stood still. */
  skipped(frames: number): void;
}

/**
 * Twenty milliseconds, for ever: due times are counted from the first, never from when a timer fired, so nothing
 * drifts; a late timer steps as often as it missed. Pure: `advance` is told the time.
 */
export class FrameClock {
  #dueMs: number;
  readonly #steps: FrameClockSteps;

  constructor(firstDueMs: number, steps: FrameClockSteps) {
    this.#dueMs = firstDueMs;
    this.#steps = steps;
  }

  get nextDueMs(): number {
    return this.#dueMs;
  }

  advance(nowMs: number): void {
    if (nowMs - this.#dueMs > longestDebtMs) {
      const frames = Math.floor((nowMs - this.#dueMs) / frameMs);
      this.#dueMs += frames * frameMs;
      this.#steps.skipped(frames);
    }
    for (; this.#dueMs <= nowMs; this.#dueMs += frameMs) this.#steps.step(this.#dueMs, nowMs);
  }
}

/** Runs `advance` whenever its next frame is due, on the caller's thread. The returned function stops it. */
export function runFrameClock(clock: Clock, frameClock: FrameClock): () => void {
  const wake = (): void => {
    frameClock.advance(clock.monotonicMs());
    cancel = clock.after(Math.max(0, frameClock.nextDueMs - clock.monotonicMs()), wake);
  };
  let cancel = clock.after(Math.max(0, frameClock.nextDueMs - clock.monotonicMs()), wake);
  return () => cancel();
}
