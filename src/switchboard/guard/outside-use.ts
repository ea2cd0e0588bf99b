import type { OutsideRights } from '../../contract/lines-document.ts';
import {
  dayMs,
  isEmergencyNumber,
  outsideGuard,
  outsideMsLeft,
  type OutsideCall,
  type OutsideVerdict,
} from './outside-guard.ts';

/** What an extension wants to call outside. */
export interface OutsideWish {
  /** Address of record, `user@domain`: rights are counted by it. */
  readonly extension: string;
  readonly rights: OutsideRights | null;
  /** E.164, or an emergency number as dialed. */
  readonly number: string;
  /** One use a leg that goes outside; a forward or transfer outside is one of the extension that it is done for. */
  readonly useId: string;
}

/** An outside call of before, as the records tell it. */
export interface PastOutsideCall extends OutsideCall {
  readonly extension: string;
}

/** More calls than this in 24 hours are no telephone's: the oldest are forgotten. */
const mostCalls = 20_000;

interface Use {
  readonly extension: string;
  call: OutsideCall;
}

/**
 * Who called outside how much in the last 24 hours. It is asked before every INVITE that an extension causes outside, and
 * counts in the same step, so that calls placed at the same moment cannot pass together. Times are milliseconds since the
 * epoch, as in the records it is seeded from: a restart is no way around it.
 */
export class OutsideUse {
  readonly #calls = new Map<string, Use[]>();
  readonly #inTheAir = new Map<string, Use>();

  /** Counts what the records tell of the last 24 hours. Calls that it knows already must not be among them. */
  seed(past: readonly PastOutsideCall[]): void {
    for (const { extension, ...call } of past) this.#of(extension).push({ extension, call });
  }

  /** May it, and if so, it is counted from now on. Asked again with the same `useId` (a failover) it is still one call. */
  begin({ extension, rights, number, useId }: OutsideWish, nowMs: number): OutsideVerdict {
    if (this.#inTheAir.has(useId)) return { allowed: true };
    const verdict = outsideGuard(rights, this.#history(extension, nowMs), { number, nowMs });
    if (!verdict.allowed || isEmergencyNumber(number)) return verdict;
    const use: Use = { extension, call: { startedAtMs: nowMs, answeredAtMs: null, endedAtMs: null } };
    this.#of(extension).push(use);
    this.#inTheAir.set(useId, use);
    return verdict;
  }

  answered(useId: string, nowMs: number): void {
    const use = this.#inTheAir.get(useId);
    if (use) use.call = { ...use.call, answeredAtMs: use.call.answeredAtMs ?? nowMs };
  }

  /** It is over, answered or not. A second time, or an unknown one, does nothing. */
  ended(useId: string, nowMs: number): void {
    const use = this.#inTheAir.get(useId);
    if (!use) return;
    use.call = { ...use.call, endedAtMs: nowMs };
    this.#inTheAir.delete(useId);
  }

  /** How much longer it may speak outside today: a call that goes on beyond is to be ended. */
  msLeft(extension: string, rights: OutsideRights | null, nowMs: number): number {
    return outsideMsLeft(rights, this.#history(extension, nowMs), nowMs);
  }

  #of(extension: string): Use[] {
    const known = this.#calls.get(extension);
    if (known) return known;
    const made: Use[] = [];
    this.#calls.set(extension, made);
    return made;
  }

  /** The calls that still count; the others are forgotten. */
  #history(extension: string, nowMs: number): readonly OutsideCall[] {
    const uses = (this.#calls.get(extension) ?? []).filter(
      ({ call: { endedAtMs } }) => endedAtMs === null || endedAtMs > nowMs - dayMs,
    );
    if (uses.length === 0) this.#calls.delete(extension);
    else this.#calls.set(extension, uses.slice(-mostCalls));
    return uses.map(({ call }) => call);
  }
}
