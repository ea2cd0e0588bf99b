import { failureCause, Leg, type CallLeg, servicesDeadlineMs, trunkDomain, type LiveSwitch } from '../../call/index.ts';
import type { CallOutcome } from '../../contract/call-outcome.ts';
import type { AttemptId } from '../../contract/ids.ts';
import type { Trunk } from '../../contract/lines-document.ts';
import { writeCallee, writeCaller } from '../../contract/number-format.ts';
import type { DialPermitRequest } from '../../contract/dial-permit.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { AllowedOutside, GuardedCall } from '../guard/house-guard.ts';
import type { HouseCall } from './house-call.ts';
import type { Asker } from './lead.ts';
import type { DialOutside } from './ring-telephones.ts';
import { sentOnHeaders } from './sent-on.ts';

/** A number to be called by a trunk. */
export interface OutsideNeed {
  /** E.164. */
  readonly number: string;
  /** Only by this trunk; any that takes the number where absent. */
  readonly trunk?: string | undefined;
  readonly by: Asker;
  /** The number to be shown where a trunk owns it. */
  readonly callerNumber?: string | undefined;
}

/** What an extension may do outside is judged here; `guard` of the switchboard makes one. */
export interface OutsideGuard {
  /** Null: it may; else why not. An allowed call is over when the returned function is called. */
  begin(
    call: GuardedCall,
    extension: string,
    number: string,
  ): { readonly mayLastMs: number; end(): void } | { readonly refused: string };
}

export interface OutsideParts {
  readonly live: Pick<LiveSwitch, 'takeTrunk' | 'giveTrunk'>;
  /** Trunks that can take the number now, the best first, each with the number that is shown: its first where none was asked for. */
  readonly trunksFor: (
    call: HouseCall,
    need: { readonly callee: string; readonly callerPool: readonly string[]; readonly trunk?: string },
  ) => readonly { readonly trunk: Trunk; readonly caller: string }[];
  readonly guard: OutsideGuard;
}

/**
 * Calls a number outside: the one way by which a call of the switchboard leaves by a trunk. First the asker's own right, then the
 * compliance gate, which alone makes the permit that the destination holds; then a line, and only then the INVITE. A trunk that
 * fails before it rang is followed by the next, each with a permit of its own.
 */
export function outsideLine(parts: OutsideParts, call: HouseCall, need: OutsideNeed): DialOutside {
  return (asked) => {
    const { extension } = need.by;
    const { callId, around, order } = call;
    const allowed =
      extension === null
        ? { mayLastMs: Number.POSITIVE_INFINITY, end: () => undefined }
        : parts.guard.begin({ callId, around, house: order.house }, extension, need.number);
    if ('refused' in allowed) {
      call.around.logger.warn({ callId: call.callId, why: allowed.refused }, 'a call outside was refused');
      asked.refused(403, allowed.refused);
      return () => undefined;
    }
    const attempt = new OutsideAttempt(parts, call, need, asked, allowed);
    void attempt.run();
    return () => attempt.giveUp();
  };
}

/** How an attempt ended that nobody answered; 0: we gave it up. */
const outcomeOf = (status: number, { trust404 }: Trunk): CallOutcome =>
  status === 0 ? 'cancelled' : failureCause({ status, q850Cause: null, earlyMediaCause: null, trust404, rang: true });

class OutsideAttempt {
  readonly #parts: OutsideParts;
  readonly #call: HouseCall;
  readonly #need: OutsideNeed;
  readonly #asked: Parameters<DialOutside>[0];
  readonly #allowed: AllowedOutside;
  #endLimit = (): void => undefined;
  #leg: CallLeg | null = null;
  #givenUp = false;
  /** The last that a trunk failed before it rang, or that found no line. */
  #failed: AttemptId | undefined;

  constructor(
    parts: OutsideParts,
    call: HouseCall,
    need: OutsideNeed,
    asked: Parameters<DialOutside>[0],
    allowed: AllowedOutside,
  ) {
    this.#parts = parts;
    this.#call = call;
    this.#need = need;
    this.#asked = asked;
    this.#allowed = allowed;
  }

  giveUp(): void {
    this.#givenUp = true;
    if (!this.#leg || this.#leg.isUp) return;
    this.#call.cancel(this.#leg);
    this.#over();
  }

  #over(): void {
    this.#endLimit();
    this.#allowed.end();
  }

  /** An extension's minutes of the day are used up in mid-call. */
  #limit(leg: CallLeg): void {
    const { mayLastMs } = this.#allowed;
    if (!Number.isFinite(mayLastMs)) return;
    this.#endLimit = this.#call.around.clock.after(mayLastMs, () => this.#call.drop(leg, 'its minutes are used up'));
  }

  async run(): Promise<void> {
    try {
      const refused = await this.#tryTrunks();
      if (refused === null) return;
      this.#over();
      if (!this.#givenUp) this.#asked.refused(refused.status, refused.reason);
    } catch (error) {
      this.#over();
      this.#call.around.logger.warn({ reason: messageOf(error) }, 'a number outside could not be called');
      if (!this.#givenUp) this.#asked.refused(503, messageOf(error));
    }
  }

  /** Null once a trunk has been asked; what came of it is told by its leg. */
  async #tryTrunks(): Promise<{ readonly status: number; readonly reason: string } | null> {
    const { number, callerNumber, trunk } = this.#need;
    const callerPool = callerNumber === undefined ? [] : [callerNumber];
    const candidates = this.#parts.trunksFor(this.#call, {
      callee: number,
      callerPool,
      ...(trunk === undefined ? {} : { trunk }),
    });
    if (candidates.length === 0) return { status: 503, reason: 'no trunk takes this number now' };
    for (const candidate of candidates) {
      const told = await this.#tryTrunk(candidate);
      if (told === 'asked' || this.#givenUp) return told === 'asked' ? null : { status: 487, reason: 'given up' };
      if (told !== 'next') return told;
    }
    return { status: 503, reason: 'all trunks for this number failed or are taken' };
  }

  async #tryTrunk({ trunk, caller }: { readonly trunk: Trunk; readonly caller: string }) {
    const { services, clock } = this.#call.around;
    const { callId, tenantId } = this.#call;
    const { number, by } = this.#need;
    const legId = this.#call.nextLegId();
    const request: DialPermitRequest = {
      tenantId,
      callee: number,
      caller,
      trunk: trunk.name,
      purpose: 'service',
      initiator: by.initiator,
      idempotencyKey: legId,
      ...(this.#failed === undefined ? {} : { insteadOf: this.#failed }),
    };
    const verdict = await services.dialPermit(request, AbortSignal.timeout(servicesDeadlineMs));
    if (!verdict.allowed) return { status: 403, reason: verdict.ruleId };
    const { permit } = verdict;
    const destination = { kind: 'trunk', trunk, callee: number, caller, permit } as const;
    const { attemptId } = permit;
    this.#failed = attemptId;
    const { live } = this.#parts;
    const over = (outcome: CallOutcome | null): void => {
      void services
        .attemptOver({ attemptId, callId, tenantId, outcome })
        .catch((error: unknown) =>
          this.#call.around.logger.warn({ reason: messageOf(error) }, 'an attempt could not be closed'),
        );
    };
    if (this.#givenUp || live.takeTrunk(tenantId, destination) !== null) {
      over(null);
      return 'next' as const;
    }
    const leave = (answered: boolean, status: number): void => {
      live.giveTrunk(tenantId, trunk, answered ? null : status);
      over(answered ? 'completed' : outcomeOf(status, trunk));
    };
    const ours = await services
      .attemptSent(attemptId, callId, AbortSignal.timeout(servicesDeadlineMs))
      .catch(() => false);
    if (!ours || this.#givenUp || clock.now() > permit.expiresAtMs) {
      live.giveTrunk(tenantId, trunk, null);
      over(ours ? 'cancelled' : null);
      return { status: 403, reason: 'the attempt is no longer ours to dial' };
    }
    return this.#dial(destination, legId, leave);
  }

  /** Who sent the call on, by numbers that the trunk owns; a step without one is not told. */
  #sentOn(trunk: Trunk): Readonly<Record<string, string>> {
    const { house, direction, callee } = this.#call.order;
    const { number, by } = this.#need;
    const uri = (user: string): string => `sip:${user}@${trunkDomain(trunk)}`;
    const uriOf = (extension: string): string | null => {
      const own = house.lines.extensions.find(({ name }) => name === extension)?.callerNumber;
      const owned = [own, direction === 'inbound' ? callee : undefined].find(
        (one) => one !== undefined && trunk.callerNumbers.includes(one),
      );
      return owned === undefined ? null : uri(writeCaller(trunk, owned));
    };
    return sentOnHeaders(by.sentOn ?? [], uriOf, uri(writeCallee(trunk, number)), trunk.forwardedIn);
  }

  /** Resolves as soon as it is known whether another trunk is to be tried. */
  #dial(
    destination: Parameters<OutsideParts['live']['takeTrunk']>[1],
    id: string,
    leave: (answered: boolean, status: number) => void,
  ): Promise<'asked' | 'next' | { readonly status: number; readonly reason: string }> {
    const { tenantId, around } = this.#call;
    const { trunk, callee: party, caller: name } = destination;
    this.#call.tell({ kind: 'trunk-taken', leg: id, trunk: trunk.name, caller: name, callee: party });
    return new Promise((resolve) => {
      let rang = false;
      const options = {
        id,
        tenantId,
        party,
        role: 'customer',
        srtp: trunk.srtp,
        over: ({ answered, status }: { readonly answered: boolean; readonly status: number }) => {
          leave(answered, status);
          // Ended by us: nothing else is tried.
          if (answered || status === 0) this.#over();
        },
      } as const;
      const caller = { name, headers: this.#sentOn(trunk) };
      const leg = Leg.calling({ kind: 'trunk', destination }, caller, options, around, this.#call);
      this.#leg = leg;
      this.#call.ask(leg, {
        rang: (early) => {
          rang = true;
          this.#asked.rang(early === true ? leg : undefined);
          resolve('asked');
        },
        answered: () => {
          this.#limit(leg);
          this.#asked.answered(leg);
          resolve('asked');
        },
        refused: ({ status, reason }) => {
          if (!rang && trunk.failoverOn.includes(status)) return resolve('next');
          this.#over();
          this.#asked.refused(status, reason);
          resolve('asked');
        },
      });
    });
  }
}
