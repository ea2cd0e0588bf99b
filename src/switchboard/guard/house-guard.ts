import type { House, StageLine } from '../calls/stage.ts';
import type { OutsideVerdict } from './outside-guard.ts';
import { OutsideUse, type PastOutsideCall } from './outside-use.ts';

/** The call that an extension makes outside, as far as it matters here. */
export interface GuardedCall {
  readonly callId: StageLine['callId'];
  readonly house: House;
  readonly around: Pick<StageLine['around'], 'clock' | 'services'>;
}

/** An allowed call: over when `end` is called. It must not last longer than `mayLastMs`. */
export interface AllowedOutside {
  readonly mayLastMs: number;
  end(): void;
}

export interface HouseGuard {
  /** Asked before an INVITE that an extension causes leaves the house; `refused` is the rule. A refusal raises an alert. */
  begin(call: GuardedCall, extension: string, number: string): AllowedOutside | { readonly refused: string };
  /** Counts calls of before a restart, by address of record. */
  seed(past: readonly PastOutsideCall[]): void;
}

/** Costly ranges and limits are what fraud looks like; a number that is not listed is mostly a slip. */
const slips: ReadonlySet<string> = new Set(['outside.no-rights', 'outside.destination', 'outside.not-a-number']);

/**
 * The toll-fraud guard of all houses: rights from the house's own document, use in memory. Minutes count from when a call is
 * placed: who lets others ring for hours is no better off.
 */
export function houseGuard(): HouseGuard {
  const use = new OutsideUse();
  let uses = 0;
  const refused = (call: GuardedCall, source: string, verdict: OutsideVerdict & { readonly allowed: false }): void => {
    const { rule, facts } = verdict;
    call.around.services.raiseAlert({
      tenantId: call.house.tenantId,
      kind: 'toll-fraud',
      severity: slips.has(rule) ? 'warning' : 'critical',
      source,
      facts: { rule, ...facts },
      atMs: call.around.clock.now(),
    });
  };
  return {
    seed: (past) => use.seed(past),
    begin(call, name, number) {
      const { clock } = call.around;
      const { domain, lines } = call.house;
      const extension = `${name}@${domain}`;
      const rights = lines.extensions.find((one) => one.name === name)?.outside ?? null;
      const useId = `${call.callId}/${++uses}`;
      const verdict = use.begin({ extension, rights, number, useId }, clock.now());
      if (!verdict.allowed) {
        refused(call, extension, verdict);
        return { refused: verdict.rule };
      }
      const mayLastMs = use.msLeft(extension, rights, clock.now());
      use.answered(useId, clock.now());
      return { mayLastMs, end: () => use.ended(useId, clock.now()) };
    },
  };
}
