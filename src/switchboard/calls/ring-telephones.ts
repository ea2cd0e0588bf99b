import { Leg, type CallLeg, NamedTimers, type LegRefusal, type LegWay, type ShownCaller } from '../../call/index.ts';
import type { SrtpMode } from '../../telephony/index.ts';
import type { HouseCall } from './house-call.ts';
import type { AskedLeg } from './house-order.ts';
import { ringStep, startRing, type RingEffect, type RingFailure, type RingInput } from './ring.ts';
import type { Stage } from './stage.ts';

/** Somebody to be called. */
export type RingTarget =
  | {
      readonly kind: 'phone';
      readonly party: string;
      readonly way: Exclude<LegWay, { readonly kind: 'trunk' }>;
      readonly srtp?: SrtpMode | undefined;
    }
  /** Asked by whoever may ask trunks; `dial` gives back how to give it up. */
  | { readonly kind: 'outside'; readonly party: string; readonly dial: DialOutside };

export type DialOutside = (asked: {
  /** `early`: what this leg sends can be heard already. */
  rang(early?: CallLeg): void;
  answered(leg: CallLeg): void;
  refused(status: number, reason: string): void;
}) => () => void;

export interface RingOrder {
  /** Those of a round ring at once. */
  readonly rounds: readonly (readonly RingTarget[])[];
  readonly ringForMs: number;
  readonly caller: ShownCaller;
  /** Who is to be called in place of a telephone that sent the caller on; null: nobody. Without it none is. */
  readonly follow?: (party: string, redirects: NonNullable<LegRefusal['redirects']>) => RingTarget | null;
}

export interface RingEnds {
  readonly rang: () => void;
  /** The leg that was asked sends sound before it answers. */
  readonly early?: (leg: CallLeg) => void;
  readonly answered: (leg: CallLeg) => void;
  readonly failed: (failure: RingFailure) => void;
}

/** Telephones that ring for a call. */
export interface Ringing extends Stage {
  /** Who is called: extensions, seats, numbers. */
  readonly rings: readonly string[];
  /** Gives the call to a telephone that was not called (pick-up); false where it is too late. */
  take(leg: CallLeg): boolean;
}

/** What the caller did on his way here, for the one whose telephone rings (弹屏). */
function showCard(call: HouseCall, leg: Leg): void {
  const { card } = call.carried;
  if (card)
    call.tell({ kind: 'card-shown', leg: leg.id, flow: card.flow, keys: [...card.keys], values: [...card.values] });
}

function askPhone(
  call: HouseCall,
  { caller }: RingOrder,
  { party, srtp, way }: Extract<RingTarget, { readonly kind: 'phone' }>,
  asked: AskedLeg,
): Leg {
  const options = { id: call.nextLegId(), tenantId: call.tenantId, party, role: 'seat', srtp } as const;
  const leg = Leg.calling(way, caller, options, call.around, call);
  call.ask(leg, asked);
  showCard(call, leg);
  return leg;
}

/** Telephones that send callers round in a circle end here. */
const mostRedirects = 5;

/** Calls telephones until one answers; the others hear a CANCEL. */
export function ringTelephones(call: HouseCall, order: RingOrder, ends: RingEnds): Ringing {
  const { clock } = call.around;
  const timers = new NamedTimers<'ring'>(clock);
  const cancels = new Map<number, () => void>();
  const answered = new Map<number, CallLeg>();
  const targets = order.rounds.flat();
  let { ring, effects } = startRing(order.rounds.map((round) => round.map((one) => targets.indexOf(one))));

  const step = (input: RingInput): void => {
    const next = ringStep(ring, input);
    ring = next.ring;
    for (const effect of next.effects) perform(effect);
  };
  const asked = (target: number) => ({
    rang: (early?: CallLeg) => {
      step({ kind: 'rang' });
      if (early && ring.phase === 'ringing') ends.early?.(early);
    },
    answered: (leg: CallLeg) => {
      answered.set(target, leg);
      step({ kind: 'answered', target });
      // It answered as another already had.
      if (ring.phase !== 'answered' || answered.size > 1) leg.end();
    },
    refused: (status: number, reason: string) => step({ kind: 'refused', target, status, reason }),
  });
  const ask = (target: number, one = targets[target], hops = 0): void => {
    if (one?.kind !== 'phone') return void (one && cancels.set(target, one.dial(asked(target))));
    const { rang, answered: up, refused } = asked(target);
    const leg = askPhone(call, order, one, {
      rang: () => rang(),
      answered: up,
      refused({ status, reason, redirects = [] }) {
        const next = redirects.length > 0 && hops < mostRedirects && order.follow?.(one.party, redirects);
        if (next) ask(target, next, hops + 1);
        else refused(status, reason);
      },
    });
    cancels.set(target, () => call.cancel(leg));
  };
  const perform = (effect: RingEffect): void => {
    switch (effect.kind) {
      case 'ask':
        return ask(effect.target);
      case 'cancel':
        return cancels.get(effect.target)?.();
      case 'ring-timer':
        return effect.on
          ? timers.start('ring', order.ringForMs, () => step({ kind: 'nobody-answers' }))
          : timers.stop('ring');
      case 'ring-caller':
        return ends.rang();
      case 'connect': {
        const leg = answered.get(effect.target);
        return leg && ends.answered(leg);
      }
      case 'failed':
        return ends.failed(effect.failure);
    }
  };
  for (const effect of effects) perform(effect);
  return {
    rings: targets.map(({ party }) => party),
    take(leg) {
      if (ring.phase !== 'ringing') return false;
      step({ kind: 'given-up' });
      ends.answered(leg);
      return true;
    },
    stop: () => step({ kind: 'given-up' }),
  };
}
