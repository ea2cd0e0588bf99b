import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { TimerQueue } from './timer-queue.ts';

const always = (): boolean => true;

describe('TimerQueue', () => {
  it('calls everything once, at its time', () => {
    const starts = fc.array(fc.record({ waitMs: fc.nat(300), delayMs: fc.constantFrom(50, 500, 4_000) }), {
      maxLength: 40,
    });
    const onTime = fc.property(starts, (all) => {
      const clock = new FakeClock();
      const late: number[] = [];
      const queue = new TimerQueue<number>(clock, always, (dueMs) => late.push(clock.monotonicMs() - dueMs));
      for (const { waitMs, delayMs } of all) {
        clock.tick(waitMs);
        queue.add(delayMs, clock.monotonicMs() + delayMs);
      }
      clock.tick(10_000);
      return late.length === all.length && late.every((ms) => Math.abs(ms) <= 1) && clock.pendingTimers === 0;
    });
    expect(fc.check(onTime)).toMatchObject({ failed: false });
  });

  it('keeps one timer of the clock a duration, however much waits', () => {
    const clock = new FakeClock();
    const queue = new TimerQueue<number>(clock, always, () => undefined);
    for (let item = 0; item < 5_000; item++) queue.add(item % 2 === 0 ? 100 : 200, item);
    expect(clock.pendingTimers).toBe(2);
    queue.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes over what no longer waits and does not keep it long', () => {
    const clock = new FakeClock();
    const called: number[] = [];
    const queue = new TimerQueue<number>(
      clock,
      (item) => item % 100 === 0,
      (item) => called.push(item),
    );
    for (let item = 1; item <= 50_000; item++) queue.add(100, item);
    expect(queue.size).toBeLessThan(3_000);
    clock.tick(200);
    expect(called).toEqual(Array.from({ length: 500 }, (_, index) => (index + 1) * 100));
    expect(queue.size).toBe(0);
  });
});
