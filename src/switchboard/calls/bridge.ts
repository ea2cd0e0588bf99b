import type { CallOutcome, HangUpBy } from '../../contract/call-outcome.ts';
import type { RemoteMedia } from '../../telephony/index.ts';

/**
 * A call of two telephones through us (a back-to-back user agent): one calls, one or more ring, the first that answers
 * gets it.
 *
 * ```
 *            both ports open       a telephone answers               either hangs up
 *  opening ──────────────────▶ ringing ──────────────────▶ talking ──────────────────▶ closing ──media closed──▶ ended
 *     │                           │ all refuse, nobody answers, the caller gives up       ▲
 *     └──no port, nobody to call──┴──────────────────────────────────────────────────────┘
 * ```
 */
export interface Bridge {
  readonly phase: 'opening' | 'ringing' | 'talking' | 'closing' | 'ended';
  readonly callerReady: boolean;
  readonly callerRings: boolean;
  /** The telephones called, in the order they were given. */
  readonly targets: readonly Target[];
  /** Which of them answered. */
  readonly answeredBy: number | null;
  readonly ending: BridgeEnding | null;
}

interface Target {
  readonly phase: 'opening' | 'invited' | 'gone';
  /** The answer that made it go; 0 where it was never asked. */
  readonly status: number;
}

export interface BridgeEnding {
  readonly outcome: CallOutcome;
  readonly hangUpBy: HangUpBy;
  readonly sipStatus: number | null;
  readonly reason: string;
}

export type Side = 'caller' | number;

export type BridgeInput =
  | { readonly kind: 'port-open'; readonly side: Side }
  | { readonly kind: 'port-failed'; readonly side: Side; readonly reason: string }
  | { readonly kind: 'rings'; readonly target: number }
  | { readonly kind: 'answered'; readonly target: number; readonly media: RemoteMedia | null }
  | { readonly kind: 'refused'; readonly target: number; readonly status: number }
  /** The caller hung up before anybody answered. */
  | { readonly kind: 'given-up' }
  /** A telephone left the established call; `network`: it was lost. */
  | { readonly kind: 'left'; readonly side: Side; readonly by: 'remote' | 'network' }
  /** Our answer to the caller did not come to be: no shared codec, no ACK. */
  | { readonly kind: 'caller-lost'; readonly reason: string }
  | { readonly kind: 'nobody-answers' }
  | { readonly kind: 'ended-by-operator'; readonly reason: string }
  | { readonly kind: 'media-closed' };

export type BridgeEffect =
  | { readonly kind: 'open-ports' }
  | { readonly kind: 'invite'; readonly target: number }
  | { readonly kind: 'ring-timer'; readonly on: boolean }
  | { readonly kind: 'ring-caller' }
  | { readonly kind: 'join'; readonly target: number; readonly media: RemoteMedia }
  | { readonly kind: 'cancel'; readonly target: number }
  | { readonly kind: 'bye'; readonly side: Side }
  | { readonly kind: 'refuse-caller'; readonly status: number }
  | { readonly kind: 'close-media' }
  | { readonly kind: 'end'; readonly ending: BridgeEnding };

export interface BridgeStep {
  readonly bridge: Bridge;
  readonly effects: readonly BridgeEffect[];
}

const stay = (bridge: Bridge, effects: readonly BridgeEffect[] = []): BridgeStep => ({ bridge, effects });

/** Begins a call to so many telephones. */
export function openBridge(telephones: number): BridgeStep {
  const bridge: Bridge = {
    phase: 'opening',
    callerReady: false,
    callerRings: false,
    targets: Array.from({ length: telephones }, () => ({ phase: 'opening', status: 0 }) as const),
    answeredBy: null,
    ending: null,
  };
  if (telephones > 0) return stay(bridge, [{ kind: 'open-ports' }]);
  const nobody = { outcome: 'out-of-reach', hangUpBy: 'network', sipStatus: 480, reason: 'not registered' } as const;
  return giveUp(bridge, nobody, 480);
}

function withTarget(bridge: Bridge, index: number, target: Target): Bridge {
  return { ...bridge, targets: bridge.targets.map((known, at) => (at === index ? target : known)) };
}

/** Ends everything: what still rings is cancelled. */
function close(bridge: Bridge, ending: BridgeEnding, effects: readonly BridgeEffect[]): BridgeStep {
  const ringing = bridge.targets.flatMap(({ phase }, target) =>
    phase === 'invited' && target !== bridge.answeredBy ? [{ kind: 'cancel', target } as const] : [],
  );
  return stay({ ...bridge, phase: 'closing', ending }, [
    ...effects,
    ...ringing,
    { kind: 'ring-timer', on: false },
    { kind: 'close-media' },
  ]);
}

const giveUp = (bridge: Bridge, ending: BridgeEnding, status: number): BridgeStep =>
  close(bridge, ending, [{ kind: 'refuse-caller', status }]);

const isBusy = (status: number): boolean => status === 486 || status === 600;
const isDeclined = (status: number): boolean => status === 603;

/** All telephones are gone: what the caller is told is the best that any of them said (RFC 3261 §16.7). */
function allGone(bridge: Bridge): BridgeStep {
  const statuses = bridge.targets.map(({ status }) => status);
  const told = statuses.find(isBusy) ?? statuses.find(isDeclined) ?? 480;
  const outcome = isBusy(told) ? 'busy' : isDeclined(told) ? 'rejected' : 'no-answer';
  return giveUp(
    bridge,
    { outcome, hangUpBy: 'seat', sipStatus: told, reason: `refused with ${statuses.join(', ')}` },
    told,
  );
}

/** A telephone is no longer asked; the last one ends the call. */
function targetGone(bridge: Bridge, index: number, status: number): BridgeStep {
  const next = withTarget(bridge, index, { phase: 'gone', status });
  return next.targets.every(({ phase }) => phase === 'gone') ? allGone(next) : stay(next);
}

/** Telephones are asked once the caller has a port to hear them on. */
function portOpen(bridge: Bridge, side: Side): BridgeStep {
  const marked =
    side === 'caller' ? { ...bridge, callerReady: true } : withTarget(bridge, side, { phase: 'invited', status: 0 });
  if (!marked.callerReady) return stay(marked);
  const asked = marked.targets.flatMap(({ phase }, target) =>
    phase === 'invited' && (side === 'caller' || side === target) ? [{ kind: 'invite', target } as const] : [],
  );
  if (asked.length === 0) return stay(marked);
  const begins: readonly BridgeEffect[] = bridge.phase === 'opening' ? [{ kind: 'ring-timer', on: true }] : [];
  return stay({ ...marked, phase: 'ringing' }, [...asked, ...begins]);
}

function beforeAnswer(bridge: Bridge, input: BridgeInput): BridgeStep {
  switch (input.kind) {
    case 'port-open':
      return portOpen(bridge, input.side);
    case 'port-failed': {
      if (input.side !== 'caller') return targetGone(bridge, input.side, 503);
      const reason = `no media port: ${input.reason}`;
      return giveUp(bridge, { outcome: 'failed', hangUpBy: 'network', sipStatus: 503, reason }, 503);
    }
    case 'rings':
      return bridge.callerRings ? stay(bridge) : stay({ ...bridge, callerRings: true }, [{ kind: 'ring-caller' }]);
    case 'answered':
      return answered(bridge, input.target, input.media);
    case 'refused':
      return targetGone(bridge, input.target, input.status);
    case 'given-up':
      return close(
        bridge,
        { outcome: 'cancelled', hangUpBy: 'seat', sipStatus: 487, reason: 'the caller gave up' },
        [],
      );
    case 'nobody-answers': {
      const reason = 'nobody answered in time';
      return giveUp(bridge, { outcome: 'no-answer', hangUpBy: 'network', sipStatus: 480, reason }, 480);
    }
    case 'ended-by-operator':
      return giveUp(bridge, { outcome: 'cancelled', hangUpBy: 'operator', sipStatus: 480, reason: input.reason }, 480);
    default:
      return stay(bridge);
  }
}

/** The first answer wins; one without a codec of ours is no answer. */
function answered(bridge: Bridge, target: number, media: RemoteMedia | null): BridgeStep {
  if (!media) {
    const { bridge: next, effects } = targetGone(bridge, target, 488);
    return stay(next, [{ kind: 'bye', side: target }, ...effects]);
  }
  const others = bridge.targets.flatMap(({ phase }, other) =>
    phase === 'invited' && other !== target ? [{ kind: 'cancel', target: other } as const] : [],
  );
  const targets = bridge.targets.map((known, at): Target => (at === target ? known : { ...known, phase: 'gone' }));
  return stay({ ...bridge, phase: 'talking', answeredBy: target, targets }, [
    { kind: 'ring-timer', on: false },
    ...others,
    { kind: 'join', target, media },
  ]);
}

function whileTalking(bridge: Bridge, input: BridgeInput): BridgeStep {
  const callee = bridge.answeredBy as number;
  const whole = (ending: Omit<BridgeEnding, 'sipStatus'>, sides: readonly Side[]): BridgeStep =>
    close(
      bridge,
      { ...ending, sipStatus: 200 },
      sides.map((side) => ({ kind: 'bye', side }) as const),
    );
  switch (input.kind) {
    case 'left': {
      if (input.side !== 'caller' && input.side !== callee) return stay(bridge);
      const who = input.side === 'caller' ? 'caller' : 'callee';
      const lost = input.by === 'network';
      return whole(
        {
          outcome: lost ? 'interrupted' : 'completed',
          hangUpBy: lost ? 'network' : 'seat',
          reason: lost ? `the ${who} was lost` : `the ${who} hung up`,
        },
        [input.side === 'caller' ? callee : 'caller'],
      );
    }
    case 'caller-lost':
      return whole({ outcome: 'interrupted', hangUpBy: 'network', reason: input.reason }, [callee]);
    case 'ended-by-operator':
      return whole({ outcome: 'terminated', hangUpBy: 'operator', reason: input.reason }, ['caller', callee]);
    default:
      return stay(bridge);
  }
}

/** One step: a new state and what is to be done. Inputs that mean nothing in a phase change nothing. */
export function bridgeStep(bridge: Bridge, input: BridgeInput): BridgeStep {
  switch (bridge.phase) {
    case 'opening':
    case 'ringing':
      return beforeAnswer(bridge, input);
    case 'talking':
      return whileTalking(bridge, input);
    case 'closing':
      return input.kind === 'media-closed' && bridge.ending
        ? stay({ ...bridge, phase: 'ended' }, [{ kind: 'end', ending: bridge.ending }])
        : stay(bridge);
    case 'ended':
      return stay(bridge);
  }
}
