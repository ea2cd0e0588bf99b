import type { Clock } from '../../../foundation/clock.ts';
import type { SipTimers } from '../transaction/timers.ts';

/**
 * Sends an answer again until it is acknowledged: a 2xx to INVITE (RFC 3261 §13.3.1.4, intervals capped at T2) and a
 * reliable 1xx (RFC 3262 §3, uncapped). After 64·T1 it gives up.
 */
export class Resender {
  #cancel: () => void;
  #elapsedMs = 0;

  constructor(clock: Clock, timers: SipTimers, kind: 'final' | 'provisional', send: () => void, gaveUp: () => void) {
    const capMs = kind === 'final' ? timers.t2Ms : Infinity;
    const wait = (delayMs: number): (() => void) =>
      clock.after(Math.min(delayMs, 64 * timers.t1Ms - this.#elapsedMs), () => {
        this.#elapsedMs += delayMs;
        if (this.#elapsedMs >= 64 * timers.t1Ms) return gaveUp();
        send();
        this.#cancel = wait(Math.min(delayMs * 2, capMs));
      });
    this.#cancel = wait(timers.t1Ms);
  }

  stop(): void {
    this.#cancel();
  }
}
