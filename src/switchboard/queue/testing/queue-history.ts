import type { QueueFact } from '../../../contract/queue-fact.ts';
import { queueSchema, type QueueSettings } from '../../../contract/queue-settings.ts';
import type { EachWithout } from '../../../foundation/each-without.ts';
import { nextQueueMoment, queueStep } from '../queue-step.ts';
import { noQueues, type QueueEffect, type QueueInput, type QueueRules, type QueuesState } from '../queue-state.ts';

export const queueOf = (settings: object): QueueSettings => queueSchema.parse({ name: 'sales', ...settings });

type Said = EachWithout<QueueInput, 'atMs'>;

/** Queues driven by hand: inputs at a time of the test's own, effects gathered. */
export class QueueHistory {
  readonly rules: QueueRules;
  readonly facts: QueueFact[] = [];
  state: QueuesState = noQueues;
  nowMs = 0;

  constructor(...queues: readonly QueueSettings[]) {
    this.rules = new Map(queues.map((queue) => [queue.name, queue]));
  }

  /** Takes one input now; returns what is to be done, facts left out. */
  take(said: Said): readonly QueueEffect[] {
    const { state, effects } = queueStep(this.state, { ...said, atMs: this.nowMs }, this.rules);
    this.state = state;
    for (const effect of effects) if (effect.kind === 'tell') this.facts.push(effect.fact);
    return effects.filter(({ kind }) => kind !== 'tell');
  }

  /** Lets time pass, with a tick at each moment that something is due. */
  wait(durationMs: number): readonly QueueEffect[] {
    const endMs = this.nowMs + durationMs;
    const effects: QueueEffect[] = [];
    for (;;) {
      const next = nextQueueMoment(this.state, this.nowMs, this.rules);
      if (next === null || next > endMs) break;
      this.nowMs = next;
      effects.push(...this.take({ kind: 'tick' }));
    }
    this.nowMs = endMs;
    return effects;
  }

  join(callId: string, more: { readonly queue?: string; readonly priority?: number; readonly skills?: string[] } = {}) {
    return this.take({ kind: 'joined', callId, queue: 'sales', ...more });
  }

  signIn(agent: string, skills: Readonly<Record<string, number>> = {}) {
    return this.take({ kind: 'agent-signed-in', agent, skills });
  }

  accept(callId: string, agent: string) {
    return this.take({ kind: 'agent-accepted', callId, agent });
  }

  over(callId: string) {
    return this.take({ kind: 'call-over', callId });
  }

  /** Whom the newest offers of a call went to, as the state has it. */
  ringing(callId: string): readonly string[] {
    return this.state.callers.find((caller) => caller.callId === callId)?.ringing ?? [];
  }

  activity(agent: string): string {
    return this.state.agents.find(({ name }) => name === agent)?.activity.kind ?? 'offline';
  }

  told<Kind extends QueueFact['kind']>(kind: Kind): Extract<QueueFact, { kind: Kind }>[] {
    return this.facts.filter((fact): fact is Extract<QueueFact, { kind: Kind }> => fact.kind === kind);
  }
}
