import type { QueueFact } from '../../contract/queue-fact.ts';
import type { QueueSettings } from '../../contract/queue-settings.ts';
import type { CallTarget } from '../../contract/call-target.ts';

/**
 * One caller of a queue. The settings are those of the moment of joining: a queue that is changed changes for the next.
 *
 *            ┌──────── time-out, refusal ────────┐
 *   joined ──▶ waiting ──offer──▶ offered ───────┘──accepted──▶ connected (the agent's `busy`)
 *               │  ▲ └─overflow─▶ another queue, or gone
 *               │  └──────not reached, later──────┐
 *               └─asked to be called back─▶ waiting without a line ──offer──▶ offered ──accepted──▶ being dialed ──▶ connected
 */
export interface QueuedCaller {
  readonly callId: string;
  readonly queue: QueueSettings;
  readonly priority: number;
  /** What its agent must be able to, the queue's own skills among it. */
  readonly skills: readonly string[];
  /** When it first joined a queue: its place. */
  readonly joinedAtMs: number;
  /** Tells callers of one moment apart. */
  readonly ordinal: number;
  /** When it came to this queue. */
  readonly enteredAtMs: number;
  /** Queues it was in before: it returns to none of them by overflow. */
  readonly passed: readonly string[];
  /** Agents whom it rings now: one, or all of them under `ring-all`. */
  readonly ringing: readonly string[];
  /** Agents it has rung without an answer: others come before them. */
  readonly tried: readonly string[];
  readonly announceAtMs: number | null;
  readonly callBackOffered: boolean;
  readonly callBack: CallBack | null;
}

/** A caller who hung up and keeps the place. */
export interface CallBack {
  readonly number: string;
  readonly askedAtMs: number;
  readonly attempts: number;
  /** Not offered to an agent before this. */
  readonly notBeforeMs: number;
}

/**
 * What an agent does now.
 *
 *   offline ──sign in──▶ ready ──offer──▶ ringing ──accept──▶ busy ──call over──▶ wrap-up ──in time or by hand──▶ ready
 *      ▲                  ▲  │               │
 *      └────sign out──────┘  └──pause──▶ paused ◀──too many unanswered
 *
 * Who pauses or signs out in a call does so when the call is over.
 */
export type AgentActivity =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ringing'; readonly callId: string; readonly untilMs: number }
  | {
      readonly kind: 'busy';
      /** Null for a call that did not come from a queue. */
      readonly caller: QueuedCaller | null;
      /** The number of a call-back is being dialed. */
      readonly dialing: boolean;
      readonly sinceMs: number;
    }
  | { readonly kind: 'wrap-up'; readonly untilMs: number; readonly queue: QueueSettings; readonly busyFromMs: number }
  | { readonly kind: 'paused'; readonly reason: string };

export interface QueueAgent {
  readonly name: string;
  /** From 1 to 10. */
  readonly skills: Readonly<Record<string, number>>;
  readonly activity: AgentActivity;
  /** Since when it could have taken a call: the end of the last, or signing in. */
  readonly idleSinceMs: number;
  readonly callsTaken: number;
  /** Offers in a row that it let ring. */
  readonly unanswered: number;
  readonly restUntilMs: number;
  /** What follows the call that it is in. */
  readonly afterCall:
    | { readonly kind: 'ready' }
    | { readonly kind: 'paused'; readonly reason: string }
    | { readonly kind: 'offline' };
}

/** All queues of a tenant: agents who serve several are offered one call at a time. */
export interface QueuesState {
  /** In the order in which they first joined. */
  readonly callers: readonly QueuedCaller[];
  /** Signed in, by name. */
  readonly agents: readonly QueueAgent[];
  readonly nextOrdinal: number;
  /** By queue: whom round robin offered to last. */
  readonly lastOffered: Readonly<Record<string, string>>;
  /** By queue: the moving average of call and wrap-up, and how many it saw. */
  readonly handling: Readonly<Record<string, { readonly meanMs: number; readonly seen: number }>>;
}

export const noQueues: QueuesState = { callers: [], agents: [], nextOrdinal: 0, lastOffered: {}, handling: {} };

/** What the machine is told. Times are of one clock that never goes back. */
export type QueueInput = { readonly atMs: number } & (
  | {
      readonly kind: 'joined';
      readonly callId: string;
      readonly queue: string;
      readonly priority?: number;
      readonly skills?: readonly string[];
    }
  /** The caller's line is gone: abandoned, or the end of the call with the agent. */
  | { readonly kind: 'call-over'; readonly callId: string }
  | { readonly kind: 'call-back-asked'; readonly callId: string; readonly number: string }
  /** Asked for without having waited here, or, `restored`, before the program began anew; it keeps the place it had. */
  | {
      readonly kind: 'call-back-kept';
      readonly callId: string;
      readonly queue: string;
      readonly number: string;
      readonly priority: number;
      readonly skills: readonly string[];
      readonly joinedAtMs: number;
      readonly askedAtMs: number;
      readonly attempts: number;
      readonly notBeforeMs: number;
      readonly restored: boolean;
    }
  /** Takes a call-back out, as whoever asked for it wants. */
  | { readonly kind: 'call-back-withdrawn'; readonly callId: string }
  | { readonly kind: 'agent-accepted'; readonly callId: string; readonly agent: string }
  | { readonly kind: 'agent-refused'; readonly callId: string; readonly agent: string }
  /** The offer cannot be made: another call has the agent. Nobody is to blame. */
  | { readonly kind: 'agent-taken'; readonly callId: string; readonly agent: string }
  | { readonly kind: 'call-back-answered'; readonly callId: string }
  | { readonly kind: 'call-back-failed'; readonly callId: string }
  | { readonly kind: 'agent-signed-in'; readonly agent: string; readonly skills: Readonly<Record<string, number>> }
  | { readonly kind: 'agent-skills-changed'; readonly agent: string; readonly skills: Readonly<Record<string, number>> }
  | { readonly kind: 'agent-signed-out'; readonly agent: string }
  | { readonly kind: 'agent-paused'; readonly agent: string; readonly reason: string }
  /** Ends a pause or a wrap-up. */
  | { readonly kind: 'agent-ready'; readonly agent: string }
  /** In a call that came from no queue, and out of it. */
  | { readonly kind: 'agent-occupied'; readonly agent: string }
  | { readonly kind: 'agent-freed'; readonly agent: string }
  /** Time has passed: due at `nextQueueMoment`. */
  | { readonly kind: 'tick' }
);

export type QueueEffect =
  | {
      readonly kind: 'offer';
      readonly callId: string;
      readonly agent: string;
      readonly ringForMs: number;
      readonly callBackTo: string | null;
    }
  | {
      readonly kind: 'withdraw-offer';
      readonly callId: string;
      readonly agent: string;
      readonly reason: Extract<QueueFact, { kind: 'offer-failed' }>['reason'];
    }
  | { readonly kind: 'connect'; readonly callId: string; readonly agent: string }
  /** Dial this number, permit and all, and join the agent to it; answered by `call-back-answered` or `call-back-failed`. */
  | { readonly kind: 'dial-back'; readonly callId: string; readonly agent: string; readonly number: string }
  | { readonly kind: 'play-music'; readonly callId: string; readonly music: string }
  /** Interrupts the music, which goes on after it. Null: not said. */
  | {
      readonly kind: 'announce';
      readonly callId: string;
      readonly position: number | null;
      readonly estimatedWaitMs: number | null;
    }
  | { readonly kind: 'offer-call-back'; readonly callId: string }
  /** Out of all queues. */
  | { readonly kind: 'send-to'; readonly callId: string; readonly to: CallTarget }
  | { readonly kind: 'tell'; readonly fact: QueueFact };

/** The queues in force, by name. */
export type QueueRules = ReadonlyMap<string, QueueSettings>;
