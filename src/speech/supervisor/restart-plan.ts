/** How a child's life went, from its start to its end. */
export interface ChildEnd {
  /** It had said `ready`. */
  readonly wasReady: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** What it said itself, null where it died without a word. */
  readonly refusal: string | null;
  /** Exit code or signal. */
  readonly how: string;
}

export interface RestartState {
  /** It has been ready at least once, so what it loads is sound. */
  readonly everReady: boolean;
  /** Deaths while loading, in a row. */
  readonly loadDeaths: number;
  /** Deaths after `ready` that came soon, in a row. */
  readonly earlyDeaths: number;
}

export const initialRestart: RestartState = { everReady: false, loadDeaths: 0, earlyDeaths: 0 };

export type RestartPlan =
  | { readonly kind: 'restart'; readonly afterMs: number; readonly state: RestartState }
  | { readonly kind: 'give-up'; readonly reason: string };

const firstDelayMs = 100;
const longestDelayMs = 30_000;
/** A child that served this long starts with a clean slate. */
const provenMs = 60_000;

/**
 * What to do when an engine's process ended: a refusal is final; dying twice while loading for the first time is final
 * too (a model that crashes the engine will crash it again); other deaths are followed by a restart, later and later
 * when they crowd.
 */
export function planRestart(state: RestartState, end: ChildEnd, what: string): RestartPlan {
  if (end.refusal !== null) return { kind: 'give-up', reason: `${what} refused to start: ${end.refusal}` };
  if (!end.wasReady) {
    const loadDeaths = state.loadDeaths + 1;
    if (loadDeaths >= 2 && !state.everReady)
      return {
        kind: 'give-up',
        reason: `${what} died ${loadDeaths} times while loading (${end.how}): its files are broken or not of this kind`,
      };
    return { kind: 'restart', afterMs: delayMs(loadDeaths), state: { ...state, loadDeaths } };
  }
  const earlyDeaths = end.endedAtMs - end.startedAtMs < provenMs ? state.earlyDeaths + 1 : 1;
  return { kind: 'restart', afterMs: delayMs(earlyDeaths), state: { everReady: true, loadDeaths: 0, earlyDeaths } };
}

function delayMs(deaths: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(20, deaths - 1));
}
