import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LiveServices, SeatReservation } from '../../contract/live-services.ts';
import type { Clock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';

export interface SeatHoldParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly services: Pick<LiveServices, 'reserveSeat' | 'releaseSeat'>;
}

export interface SeatHoldRequest {
  readonly tenantId: TenantId;
  readonly seat: string;
  readonly callId: CallId;
  readonly key: string;
}

/** A caller is not kept waiting longer for a database: this node's own memory then has the last word. */
const answerWithinMs = 1_500;

/** One seat held for one call against all others, robots' hand-overs and other nodes among them. */
export class SeatHold {
  readonly #parts: SeatHoldParts;
  #reservationId: string | null = null;
  #answered: boolean | null = null;

  /** `then` is told once whether the call may have the seat, unless the hold ended before. */
  constructor(parts: SeatHoldParts, { seat, ...asked }: SeatHoldRequest, then: (free: boolean) => void) {
    this.#parts = parts;
    const { clock, logger, services } = parts;
    let told = false;
    const tell = (free: boolean): void => {
      cancelWait();
      if (told || this.#answered !== null) return;
      told = true;
      then(free);
    };
    const cancelWait = clock.after(answerWithinMs, () => tell(true));
    services.reserveSeat({ ...asked, seat, skill: null }, AbortSignal.timeout(answerWithinMs)).then(
      (reservation) => {
        this.#took(reservation);
        return tell(reservation !== null);
      },
      (error: unknown) => {
        logger.warn({ seat, reason: messageOf(error) }, 'a seat is rung without being reserved');
        tell(true);
      },
    );
  }

  #took(reservation: SeatReservation | null): void {
    if (!reservation) return;
    this.#reservationId = reservation.reservationId;
    if (this.#answered !== null) this.#release(this.#answered);
  }

  /** Gives the seat back; `answered` false lets it rest from robots' hand-overs for a moment. */
  end(answered: boolean): void {
    if (this.#answered !== null) return;
    this.#answered = answered;
    this.#release(answered);
  }

  #release(answered: boolean): void {
    if (this.#reservationId === null) return;
    const { services, logger } = this.#parts;
    void services
      .releaseSeat(this.#reservationId, answered)
      .catch((error: unknown) => logger.warn({ reason: messageOf(error) }, 'a seat could not be given back'));
  }
}
