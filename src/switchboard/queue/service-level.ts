import type { QueueFact } from '../../contract/queue-fact.ts';
import type { QueueSettings } from '../../contract/queue-settings.ts';

/** How a queue did, over the facts of some span. Waits are of this queue, in milliseconds; null where there was none. */
export interface QueueFigures {
  readonly entered: number;
  readonly connected: number;
  readonly connectedInTime: number;
  /** Hung up while waiting, sooner than `shortAbandonMs` not counted. */
  readonly abandoned: number;
  readonly shortlyAbandoned: number;
  readonly overflowed: number;
  readonly callBacksAsked: number;
  readonly callBacksReached: number;
  /** Connected in time ÷ (connected + abandoned): call-backs, overflow and short abandons count neither way. From 0 to 1. */
  readonly serviceLevel: number | null;
  readonly meanWaitMs: number | null;
  readonly longestWaitMs: number | null;
  readonly meanTalkMs: number | null;
}

/** Folds the facts of one queue into figures. Others' facts among them are passed over. */
export function queueFigures(
  facts: readonly QueueFact[],
  queue: Pick<QueueSettings, 'name' | 'serviceLevel'>,
): QueueFigures {
  const { withinMs, shortAbandonMs } = queue.serviceLevel;
  const own = facts.filter((fact) => fact.kind !== 'agent-changed' && fact.queue === queue.name);
  const of = <Kind extends QueueFact['kind']>(kind: Kind): Extract<QueueFact, { kind: Kind }>[] =>
    own.filter((fact): fact is Extract<QueueFact, { kind: Kind }> => fact.kind === kind);
  const connected = of('connected').filter(({ calledBack }) => !calledBack);
  const left = of('abandoned');
  const abandoned = left.filter(({ waitedMs }) => waitedMs >= shortAbandonMs).length;
  const connectedInTime = connected.filter(({ waitedMs }) => waitedMs <= withinMs).length;
  const counted = connected.length + abandoned;
  const waits = connected.map(({ waitedMs }) => waitedMs);
  return {
    entered: of('entered').length,
    connected: connected.length,
    connectedInTime,
    abandoned,
    shortlyAbandoned: left.length - abandoned,
    overflowed: of('overflowed').length,
    callBacksAsked: of('call-back-asked').length,
    callBacksReached: of('connected').length - connected.length,
    serviceLevel: counted === 0 ? null : connectedInTime / counted,
    meanWaitMs: mean(waits),
    longestWaitMs: waits.length === 0 ? null : waits.reduce((most, ms) => Math.max(most, ms)),
    meanTalkMs: mean(of('handled').map(({ talkMs }) => talkMs)),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
