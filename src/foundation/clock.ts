/**
 * Where time comes from, with the two faces a process may see (the third, the database's, is `now()` in SQL).
 * Production passes `systemClock`; tests pass a `FakeClock`.
 */
export interface Clock {
  /** Milliseconds from a fixed point in the past, the same in all threads and processes of one machine, never set back. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch, for what people read. May jump when the machine's time is set. */
  now(): number;
  /** Runs `task` once after `delayMs`. The returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

const hrtimeMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** `performance.now` counts from each thread's start and makes no garbage; `hrtime` counts from one point for all. */
const threadStartedMs = ((): number => {
  const before = performance.now();
  return hrtimeMs() - (before + performance.now()) / 2;
})();

export const systemClock: Clock = {
  monotonicMs: () => performance.now() + threadStartedMs,
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A clock whose wall time is shifted by a fixed amount: how `demo --at` makes it evening. Durations are untouched. */
export function shiftedClock(base: Clock, shiftMs: number): Clock {
  return {
    monotonicMs: () => base.monotonicMs(),
    now: () => base.now() + shiftMs,
    after: (delayMs, task) => base.after(delayMs, task),
  };
}

/** Resolves after `delayMs`, or rejects with the signal's reason. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Runs `task` every `periodMs` without drift until the returned function is called. */
export function every(clock: Clock, periodMs: number, task: () => void): () => void {
  let dueMs = clock.monotonicMs() + periodMs;
  const tick = (): void => {
    dueMs += periodMs;
    const lateBy = clock.monotonicMs() - dueMs;
    if (lateBy > 0) dueMs += Math.ceil(lateBy / periodMs) * periodMs;
    cancel = clock.after(Math.max(0, dueMs - clock.monotonicMs()), tick);
    task();
  };
  let cancel = clock.after(periodMs, tick);
  return () => cancel();
}
