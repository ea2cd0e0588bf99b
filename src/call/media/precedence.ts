import { performance } from 'node:perf_hooks';
import { every, type Clock } from '../../foundation/clock.ts';
import { runAtOnce } from '../../foundation/thread-priority.ts';

/** Of its processor: what nice steps alone would grant beside others that are busy. */
const mostShare = 0.9;
const calmShare = 0.75;

/**
 * Whether a worker may run the moment it wants to, by the share of the last second in which it was busy (0–1). One that
 * has more to do than its processor can carry would leave nothing to those that could end its calls.
 */
export function mayRunAtOnce(didRunAtOnce: boolean, busyShare: number): boolean {
  return busyShare < (didRunAtOnce ? mostShare : calmShare);
}

/** Lets the calling thread run the moment it wants to for as long as it may, where the system lets us, until the returned function is called. */
export function runAtOnceWhileCalm(clock: Clock): () => void {
  let runsAtOnce = runAtOnce(true);
  if (!runsAtOnce) return () => undefined;
  let before = performance.eventLoopUtilization();
  return every(clock, 1_000, () => {
    const now = performance.eventLoopUtilization();
    const next = mayRunAtOnce(runsAtOnce, performance.eventLoopUtilization(now, before).utilization);
    before = now;
    if (next !== runsAtOnce) runAtOnce(next);
    runsAtOnce = next;
  });
}
