import type { Clock } from '../../../foundation/clock.ts';
import { timerPoints, type SessionTimer } from '../dialog/session-timer.ts';

const retryMs = 10_000;

/**
 * Keeps the session timer of one dialog (RFC 4028 §10): refreshes at half time where that is ours to do, and says
 * `expired` when no refresh came about. Each 2xx to an INVITE or UPDATE begins it anew.
 */
export class SessionWatch {
  readonly #clock: Clock;
  readonly #refresh: () => void;
  readonly #expired: () => void;
  #timer: SessionTimer | null = null;
  #cancel = (): void => undefined;

  constructor(clock: Clock, refresh: () => void, expired: () => void) {
    this.#clock = clock;
    this.#refresh = refresh;
    this.#expired = expired;
  }

  get timer(): SessionTimer | null {
    return this.#timer;
  }

  follow(timer: SessionTimer | null): void {
    this.stop();
    this.#timer = timer;
    if (!timer) return;
    const { refreshMs, byeMs } = timerPoints(timer.intervalSec);
    if (timer.refresher === 'remote') {
      this.#cancel = this.#clock.after(byeMs, this.#expired);
      return;
    }
    this.#cancel = this.#clock.after(refreshMs, () => this.#attempt(byeMs - refreshMs));
  }

  /** Refreshes, and again as long as that brings no new timer and there is time. */
  #attempt(leftMs: number): void {
    if (leftMs <= 0) return this.#expired();
    const pauseMs = Math.min(retryMs, leftMs);
    this.#cancel = this.#clock.after(pauseMs, () => this.#attempt(leftMs - pauseMs));
    this.#refresh();
  }

  stop(): void {
    this.#cancel();
    this.#timer = null;
  }
}
