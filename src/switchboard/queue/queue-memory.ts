import type { CallId, TenantId } from '../../contract/ids.ts';
import type { KeptCallBack, QueueServices } from '../../contract/live-services.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import { agentToKeep, callBacksToKeep } from './kept-in-mind.ts';
import { LatestWrites } from './latest-writes.ts';
import type { QueueEffect, QueuesState } from './queue-state.ts';

interface QueueMemoryParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly services: QueueServices;
}

/** Has written down, as they change, what agents said and whom queues promised to call back. */
export class QueueMemory {
  readonly #tenantId: TenantId;
  readonly #services: QueueServices;
  readonly #writes: LatestWrites;
  /** The same for as long as the program runs: what is kept must not seem to change. */
  readonly #wallOffsetMs: number;
  readonly #agents = new Map<string, string>();
  readonly #callBacks = new Map<string, string>();

  constructor(tenantId: TenantId, { clock, logger, services }: QueueMemoryParts) {
    this.#tenantId = tenantId;
    this.#services = services;
    this.#writes = new LatestWrites(clock, logger);
    this.#wallOffsetMs = clock.now() - clock.monotonicMs();
  }

  /** Wall time of a moment of the queues' clock. */
  wallMs(queueMs: number): number {
    return Math.round(queueMs + this.#wallOffsetMs);
  }

  queueMs(wallMs: number): number {
    return wallMs - this.#wallOffsetMs;
  }

  /** It stands there already. */
  remember(callBack: KeptCallBack): void {
    this.#callBacks.set(callBack.callId, JSON.stringify(callBack));
  }

  /** Resolves when it is written down. */
  keepCallBack(callBack: KeptCallBack): Promise<void> {
    this.remember(callBack);
    return this.#writes.put(`call-back/${callBack.callId}`, () =>
      this.#services.keepCallBack(this.#tenantId, callBack),
    );
  }

  /** Keeps what a step changed. */
  note(state: QueuesState, effects: readonly QueueEffect[]): void {
    this.#noteAgents(state);
    for (const callBack of callBacksToKeep(state, (ms) => this.wallMs(ms)))
      if (this.#callBacks.get(callBack.callId) !== JSON.stringify(callBack)) void this.keepCallBack(callBack);
    for (const effect of effects) if (effect.kind === 'tell') this.#noteEnd(effect.fact);
  }

  close(): void {
    this.#writes.close();
  }

  #noteAgents({ agents }: QueuesState): void {
    const now = new Map(agents.map((agent) => [agent.name, agentToKeep(agent)]));
    for (const seat of this.#agents.keys()) if (!now.has(seat)) now.set(seat, { seat, state: 'offline', reason: null });
    for (const [seat, agent] of now) {
      const text = JSON.stringify(agent);
      if (this.#agents.get(seat) === text) continue;
      this.#agents.set(seat, text);
      void this.#writes.put(`agent/${seat}`, () => this.#services.keepAgentState(this.#tenantId, agent));
    }
  }

  #noteEnd(fact: Extract<QueueEffect, { kind: 'tell' }>['fact']): void {
    if (fact.kind !== 'call-back-given-up' && !(fact.kind === 'connected' && fact.calledBack)) return;
    const callId = fact.callId as CallId;
    const end = fact.kind === 'connected' ? 'reached' : fact.reason;
    this.#callBacks.delete(callId);
    void this.#writes.put(`call-back/${callId}`, () => this.#services.endCallBack(this.#tenantId, callId, end));
  }
}
