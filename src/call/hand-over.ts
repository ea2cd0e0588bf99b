import type { SeatReservation } from '../contract/live-services.ts';

/**
 * Handing the customer to a person: telephones of a reserved seat, of which one is joined to the customer.
 *
 *   reserving ──seat──▶ ringing ──answered──▶ bridged ──either hangs up──▶ over
 *       │none              │busy, refused, time-out
 *       ▼                  ▼
 *     failed ◀─────────────┘        the customer may leave at any moment: over
 */
export interface HandOver {
  readonly phase: 'reserving' | 'ringing' | 'bridged' | 'failed' | 'over';
  readonly reservation: SeatReservation | null;
  readonly answeredAtMs: number | null;
}

export const newHandOver: HandOver = { phase: 'reserving', reservation: null, answeredAtMs: null };

export type HandOverFailure = 'no-seat' | 'no-answer' | 'busy' | 'rejected' | 'failed' | 'customer-hung-up';

export type HandOverInput =
  | { readonly kind: 'reserved'; readonly reservation: SeatReservation }
  | { readonly kind: 'no-seat' }
  | { readonly kind: 'answered'; readonly nowMs: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'ring-timeout' }
  | { readonly kind: 'seat-left'; readonly nowMs: number }
  | { readonly kind: 'customer-left'; readonly nowMs: number };

export type HandOverEffect =
  | { readonly kind: 'ring-seat'; readonly reservation: SeatReservation }
  | { readonly kind: 'join' }
  | { readonly kind: 'end-seat' }
  | { readonly kind: 'release'; readonly reservation: SeatReservation; readonly answered: boolean }
  | { readonly kind: 'answered'; readonly seat: string }
  | { readonly kind: 'failed'; readonly seat: string | null; readonly reason: HandOverFailure }
  | { readonly kind: 'ended'; readonly seat: string; readonly bridgedMs: number; readonly by: 'seat' | 'customer' };

export interface HandOverStep {
  readonly state: HandOver;
  readonly effects: readonly HandOverEffect[];
}

function refusal(status: number): HandOverFailure {
  if (status === 486 || status === 600) return 'busy';
  if (status === 480 || status === 408) return 'no-answer';
  return status === 603 || status === 403 ? 'rejected' : 'failed';
}

function fail(state: HandOver, reason: HandOverFailure, effects: readonly HandOverEffect[] = []): HandOverStep {
  const release: HandOverEffect[] = state.reservation
    ? [{ kind: 'release', reservation: state.reservation, answered: false }]
    : [];
  const phase = reason === 'customer-hung-up' ? 'over' : 'failed';
  return {
    state: { ...state, phase },
    effects: [...effects, ...release, { kind: 'failed', seat: state.reservation?.seat.name ?? null, reason }],
  };
}

function over(state: HandOver, nowMs: number, by: 'seat' | 'customer'): HandOverStep {
  const { reservation } = state;
  if (!reservation) return { state: { ...state, phase: 'over' }, effects: [] };
  const bridgedMs = nowMs - (state.answeredAtMs ?? nowMs);
  const end: HandOverEffect[] = by === 'customer' ? [{ kind: 'end-seat' }] : [];
  return {
    state: { ...state, phase: 'over' },
    effects: [
      ...end,
      { kind: 'release', reservation, answered: true },
      { kind: 'ended', seat: reservation.seat.name, bridgedMs, by },
    ],
  };
}

/** One step of a hand-over; inputs that come too late change nothing. */
export function handOverStep(state: HandOver, input: HandOverInput): HandOverStep {
  if (state.phase === 'failed' || state.phase === 'over') {
    const late =
      input.kind === 'reserved' ? ([{ kind: 'release', reservation: input.reservation, answered: true }] as const) : [];
    return { state, effects: late };
  }
  switch (input.kind) {
    case 'reserved':
      return {
        state: { ...state, phase: 'ringing', reservation: input.reservation },
        effects: [{ kind: 'ring-seat', reservation: input.reservation }],
      };
    case 'no-seat':
      return fail(state, 'no-seat');
    case 'answered':
      return {
        state: { ...state, phase: 'bridged', answeredAtMs: input.nowMs },
        effects: [{ kind: 'join' }, { kind: 'answered', seat: state.reservation?.seat.name ?? '' }],
      };
    case 'refused':
      return fail(state, refusal(input.status));
    case 'ring-timeout':
      return state.phase === 'ringing' ? fail(state, 'no-answer', [{ kind: 'end-seat' }]) : { state, effects: [] };
    case 'seat-left':
      return over(state, input.nowMs, 'seat');
    case 'customer-left': {
      if (state.phase === 'bridged') return over(state, input.nowMs, 'customer');
      return fail(state, 'customer-hung-up', state.phase === 'ringing' ? [{ kind: 'end-seat' }] : []);
    }
  }
}
