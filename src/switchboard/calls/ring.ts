import type { CallOutcome, HangUpBy } from '../../contract/call-outcome.ts';

/**
 * Ringing telephones for a caller: all of a round at once, round after round, until one answers.
 *
 * ```
 *            ┌─ round is over, another is left ─┐
 *  ringing ──┴──────────────────────────────────┘──one answers──▶ answered
 *     │ all refuse, nobody answers in time, the caller gives up
 *     └──────────────────────────────────────────────────────────▶ over
 * ```
 */
export interface Ring {
  readonly phase: 'ringing' | 'answered' | 'over';
  /** Targets by round, in the order they are tried. */
  readonly rounds: readonly (readonly number[])[];
  readonly round: number;
  /** The answer of each that is no longer asked. */
  readonly gone: ReadonlyMap<number, RingRefusal>;
  readonly callerRings: boolean;
}

/** Why a target will not take the call; `reason` is for the record. */
export interface RingRefusal {
  readonly status: number;
  readonly reason: string;
}

/** Nobody took the call: what a caller not yet answered is told, and how the record names it. */
export interface RingFailure {
  readonly status: number;
  readonly outcome: CallOutcome;
  readonly hangUpBy: HangUpBy;
  readonly reason: string;
  readonly cause: 'busy' | 'declined' | 'no-answer' | 'away';
}

export type RingInput =
  | { readonly kind: 'rang' }
  | { readonly kind: 'answered'; readonly target: number }
  | { readonly kind: 'refused'; readonly target: number; readonly status: number; readonly reason: string }
  | { readonly kind: 'nobody-answers' }
  | { readonly kind: 'given-up' };

export type RingEffect =
  | { readonly kind: 'ask'; readonly target: number }
  | { readonly kind: 'cancel'; readonly target: number }
  | { readonly kind: 'ring-timer'; readonly on: boolean }
  | { readonly kind: 'ring-caller' }
  | { readonly kind: 'connect'; readonly target: number }
  | { readonly kind: 'failed'; readonly failure: RingFailure };

export interface RingStep {
  readonly ring: Ring;
  readonly effects: readonly RingEffect[];
}

const away = {
  status: 480,
  outcome: 'out-of-reach',
  hangUpBy: 'network',
  reason: 'not registered',
  cause: 'away',
} as const satisfies RingFailure;

const isBusy = (status: number): boolean => status === 486 || status === 600;
const isDeclined = (status: number): boolean => status === 603;

/** Begins; empty rounds are left out. */
export function startRing(rounds: readonly (readonly number[])[]): RingStep {
  const ring: Ring = {
    phase: 'ringing',
    rounds: rounds.filter((targets) => targets.length > 0),
    round: 0,
    gone: new Map(),
    callerRings: false,
  };
  if (ring.rounds.length === 0)
    return { ring: { ...ring, phase: 'over' }, effects: [{ kind: 'failed', failure: away }] };
  return { ring, effects: begin(ring) };
}

const begin = (ring: Ring): readonly RingEffect[] => [
  ...targetsOf(ring).map((target) => ({ kind: 'ask', target }) as const),
  { kind: 'ring-timer', on: true },
];

const targetsOf = (ring: Ring): readonly number[] => ring.rounds[ring.round] ?? [];
const asked = (ring: Ring): readonly number[] => targetsOf(ring).filter((target) => !ring.gone.has(target));
const cancels = (targets: readonly number[]): readonly RingEffect[] =>
  targets.map((target) => ({ kind: 'cancel', target }) as const);

const isIncompatible = (status: number): boolean => status === 488 || status === 606;
/** Say more than that nobody took the call: not allowed, no such number, an incomplete one, no sound in common, no way there. */
const telling: ReadonlySet<number> = new Set([403, 404, 484, 488, 503, 606]);

/** The best that any of them said is what the caller is told (RFC 3261 §16.7); what all of them said stands where it tells more. */
function failureOf(ring: Ring): RingFailure {
  const refusals = ring.rounds.flat().map((target) => ring.gone.get(target));
  const statuses = refusals.map((refusal) => refusal?.status ?? 0);
  const [first] = refusals;
  if (first && telling.has(first.status) && statuses.every((status) => status === first.status)) {
    const outcome = isIncompatible(first.status) ? 'incompatible' : 'failed';
    return { ...first, outcome, hangUpBy: 'network', cause: 'away' };
  }
  const told = statuses.find(isBusy) ?? statuses.find(isDeclined) ?? 480;
  const reason = `refused with ${told}`;
  if (isBusy(told)) return { status: told, outcome: 'busy', hangUpBy: 'seat', reason, cause: 'busy' };
  if (isDeclined(told)) return { status: told, outcome: 'rejected', hangUpBy: 'seat', reason, cause: 'declined' };
  const answers = statuses.filter((status) => status !== 0);
  const nobody = { status: 480, outcome: 'no-answer', cause: 'no-answer' } as const;
  return answers.length === 0
    ? { ...nobody, hangUpBy: 'network', reason: 'nobody answered in time' }
    : { ...nobody, hangUpBy: 'seat', reason: `refused with ${answers.join(', ')}` };
}

/** The round is over: the next, or the end. */
function nextRound(ring: Ring, effects: readonly RingEffect[]): RingStep {
  const next = { ...ring, round: ring.round + 1 };
  if (next.round < next.rounds.length) return { ring: next, effects: [...effects, ...begin(next)] };
  const end: readonly RingEffect[] = [
    { kind: 'ring-timer', on: false },
    { kind: 'failed', failure: failureOf(ring) },
  ];
  return { ring: { ...ring, phase: 'over' }, effects: [...effects, ...end] };
}

/** One step; inputs that come too late change nothing. */
export function ringStep(ring: Ring, input: RingInput): RingStep {
  if (ring.phase !== 'ringing') return { ring, effects: [] };
  switch (input.kind) {
    case 'rang':
      return ring.callerRings
        ? { ring, effects: [] }
        : { ring: { ...ring, callerRings: true }, effects: [{ kind: 'ring-caller' }] };
    case 'answered': {
      if (!asked(ring).includes(input.target)) return { ring, effects: [] };
      const others = asked(ring).filter((target) => target !== input.target);
      return {
        ring: { ...ring, phase: 'answered' },
        effects: [{ kind: 'ring-timer', on: false }, ...cancels(others), { kind: 'connect', target: input.target }],
      };
    }
    case 'refused': {
      if (!asked(ring).includes(input.target)) return { ring, effects: [] };
      const { target, status, reason } = input;
      const left = { ...ring, gone: new Map([...ring.gone, [target, { status, reason }]]) };
      return asked(left).length > 0 ? { ring: left, effects: [] } : nextRound(left, []);
    }
    case 'nobody-answers':
      return nextRound(ring, cancels(asked(ring)));
    case 'given-up':
      return {
        ring: { ...ring, phase: 'over' },
        effects: [{ kind: 'ring-timer', on: false }, ...cancels(asked(ring))],
      };
  }
}
