import type { Trunk } from '../contract/lines-document.ts';

/**
 * What a trunk can take now: lines in use, a token bucket of calls per second, and a breaker.
 *
 *   closed ──failures ≥ share of ≥ minCalls──▶ open ──restMs──▶ trying ──one good call──▶ closed
 *                                               ▲                 └──a failure──┘
 */
export interface TrunkLinesState {
  readonly inUse: number;
  readonly tokens: number;
  readonly tokensAtMs: number;
  readonly breaker: 'closed' | 'open' | 'trying';
  readonly openedAtMs: number;
  /** The newest results, true for a failure of the trunk. */
  readonly recent: readonly boolean[];
}

export function freshTrunkLines(nowMs: number): TrunkLinesState {
  return { inUse: 0, tokens: 1, tokensAtMs: nowMs, breaker: 'closed', openedAtMs: 0, recent: [] };
}

/** Answers that speak against the trunk or our numbering, not against the callee. */
export function isTrunkFailure(status: number, trust404: boolean): boolean {
  return status === 403 || status === 484 || (status === 404 && !trust404) || (status >= 500 && status < 600);
}

const channelsOf = { E1: 30, T1: 23 };

/**
 * Calls that a trunk carries at once: the channels of a gateway's groups that are not busied out, else `maxCalls`. Calls
 * beyond it, from before a group was busied out, go on to their ends: it drains.
 */
function capacityOf({ channelGroups, maxCalls }: Trunk): number {
  if (channelGroups.length === 0) return maxCalls;
  return channelGroups.reduce((sum, { line, busyOut }) => sum + (busyOut ? 0 : channelsOf[line]), 0);
}

function refilled(trunk: Trunk, state: TrunkLinesState, nowMs: number): TrunkLinesState {
  const most = Math.max(1, trunk.callsPerSecond);
  const tokens = Math.min(most, state.tokens + ((nowMs - state.tokensAtMs) / 1000) * trunk.callsPerSecond);
  const rested = state.breaker === 'open' && nowMs - state.openedAtMs >= trunk.breaker.restMs;
  return { ...state, tokens, tokensAtMs: nowMs, breaker: rested ? 'trying' : state.breaker };
}

export type LineAnswer =
  | { readonly taken: true; readonly state: TrunkLinesState }
  | {
      readonly taken: false;
      readonly reason: 'no-line' | 'trunk-resting' | 'too-fast';
      readonly state: TrunkLinesState;
    };

/** Takes a line for one call, or says why not. */
export function takeLine(trunk: Trunk, before: TrunkLinesState, nowMs: number): LineAnswer {
  const state = refilled(trunk, before, nowMs);
  if (state.breaker === 'open' || (state.breaker === 'trying' && state.inUse > 0))
    return { taken: false, reason: 'trunk-resting', state };
  if (state.inUse >= capacityOf(trunk)) return { taken: false, reason: 'no-line', state };
  if (state.tokens < 1) return { taken: false, reason: 'too-fast', state };
  return { taken: true, state: { ...state, inUse: state.inUse + 1, tokens: state.tokens - 1 } };
}

/** Gives a line back and tells the breaker how the trunk did. */
export function giveLine(trunk: Trunk, before: TrunkLinesState, failed: boolean, nowMs: number): TrunkLinesState {
  const recent = [...before.recent, failed].slice(-trunk.breaker.minCalls);
  const state = { ...before, inUse: Math.max(0, before.inUse - 1), recent };
  if (before.breaker === 'trying')
    return failed ? { ...state, breaker: 'open', openedAtMs: nowMs } : { ...state, breaker: 'closed', recent: [] };
  const failures = recent.filter(Boolean).length;
  const opens =
    before.breaker === 'closed' &&
    recent.length >= trunk.breaker.minCalls &&
    failures / recent.length >= trunk.breaker.failureShare;
  return opens ? { ...state, breaker: 'open', openedAtMs: nowMs, recent: [] } : state;
}

/**
 * A call that comes in by a gateway takes one of its channels as those that go out do, and no other measure of the trunk; the
 * state with it, or null where none is free. Trunks without channel groups count calls that go out alone.
 */
export function takeChannel(trunk: Trunk, state: TrunkLinesState): TrunkLinesState | null {
  return state.inUse < capacityOf(trunk) ? { ...state, inUse: state.inUse + 1 } : null;
}

export function giveChannel(state: TrunkLinesState): TrunkLinesState {
  return { ...state, inUse: Math.max(0, state.inUse - 1) };
}

/** Lines free now, as pacing asks. */
export function freeLines(
  trunk: Trunk,
  state: TrunkLinesState,
  nowMs: number,
): { readonly freeLines: number; readonly usable: boolean } {
  const now = refilled(trunk, state, nowMs);
  const usable = now.breaker === 'closed' || (now.breaker === 'trying' && now.inUse === 0);
  return { freeLines: usable ? Math.max(0, capacityOf(trunk) - now.inUse) : 0, usable };
}
