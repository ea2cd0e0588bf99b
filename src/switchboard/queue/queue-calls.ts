import type { CallTarget } from '../../contract/call-target.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { Seat } from '../../contract/lines-document.ts';
import type { QueueFact } from '../../contract/queue-fact.ts';

/** What an agent's telephones say to an offer: one of both, once, and neither after it was taken back. */
export interface AgentAnswers {
  accepted(): void;
  refused(): void;
}

/** An agent's telephones, ringing. One that answers while it is taken back is hung up. */
export interface Ringing {
  cancel(): void;
}

export interface AgentOffer {
  readonly seat: Seat;
  /** The desk takes the offer back after it. */
  readonly ringForMs: number;
}

/** A caller who waits on the line, as queues speak to him. */
export interface WaitingLine {
  ring(offer: AgentOffer, answers: AgentAnswers): Ringing;
  /** This agent has the call. Until `callOver`. */
  connect(seat: Seat): void;
  playMusic(music: string): void;
  /** Null: not said. */
  announce(where: { readonly position: number | null; readonly estimatedWaitMs: number | null }): void;
  offerCallBack(): void;
  /** Out of all queues: nothing is told after. */
  sendTo(target: CallTarget): void;
  tell(fact: QueueFact): void;
}

/** One attempt to call somebody back. The agent is rung first, in a new call of this id. */
export interface CallBackAttempt {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** The call in which it was asked for. */
  readonly askedIn: CallId;
  readonly queue: string;
  readonly number: string;
  readonly seat: Seat;
}

/** Who makes the calls back that queues promised. */
export interface CallBackDialer {
  ring(attempt: CallBackAttempt & AgentOffer, answers: AgentAnswers): Ringing;
  /**
   * The agent is there: dial the number, with a permit, and join both. `failed`: refused, not reached, or the agent left
   * before. `over` follows `answered`.
   */
  dial(attempt: CallBackAttempt, ends: { answered(): void; failed(): void; over(): void }): void;
}
