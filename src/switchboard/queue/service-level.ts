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

/** What the figures are made of: a fold over facts, kept without them. */
export interface QueueTally {
  readonly entered: number;
  readonly connectedInTime: number;
  readonly abandoned: number;
  readonly shortlyAbandoned: number;
  readonly overflowed: number;
  readonly callBacksAsked: number;
  readonly callBacksReached: number;
  readonly waits: Spans;
  readonly talks: Spans;
}

interface Spans {
  readonly count: number;
  readonly sumMs: number;
  readonly longestMs: number;
}

const noSpans: Spans = { count: 0, sumMs: 0, longestMs: 0 };

export const emptyTally: QueueTally = {
  entered: 0,
  connectedInTime: 0,
  abandoned: 0,
  shortlyAbandoned: 0,
  overflowed: 0,
  callBacksAsked: 0,
  callBacksReached: 0,
  waits: noSpans,
  talks: noSpans,
};

/** One fact more; of a queue's own facts. */
export function tallied(
  tally: QueueTally,
  fact: QueueFact,
  { withinMs, shortAbandonMs }: QueueSettings['serviceLevel'],
): QueueTally {
  switch (fact.kind) {
    case 'entered':
      return { ...tally, entered: tally.entered + 1 };
    case 'connected':
      if (fact.calledBack) return { ...tally, callBacksReached: tally.callBacksReached + 1 };
      return {
        ...tally,
        connectedInTime: tally.connectedInTime + Number(fact.waitedMs <= withinMs),
        waits: withSpan(tally.waits, fact.waitedMs),
      };
    case 'abandoned':
      return fact.waitedMs < shortAbandonMs
        ? { ...tally, shortlyAbandoned: tally.shortlyAbandoned + 1 }
        : { ...tally, abandoned: tally.abandoned + 1 };
    case 'overflowed':
      return { ...tally, overflowed: tally.overflowed + 1 };
    case 'call-back-asked':
      return { ...tally, callBacksAsked: tally.callBacksAsked + 1 };
    case 'handled':
      return { ...tally, talks: withSpan(tally.talks, fact.talkMs) };
    default:
      return tally;
  }
}

export function figuresOf({ waits, talks, ...counts }: QueueTally): QueueFigures {
  const counted = waits.count + counts.abandoned;
  return {
    ...counts,
    connected: waits.count,
    serviceLevel: counted === 0 ? null : counts.connectedInTime / counted,
    meanWaitMs: meanOf(waits),
    longestWaitMs: waits.count === 0 ? null : waits.longestMs,
    meanTalkMs: meanOf(talks),
  };
}

/** Folds the facts of one queue into figures. Others' facts among them are passed over. */
export function queueFigures(
  facts: readonly QueueFact[],
  queue: Pick<QueueSettings, 'name' | 'serviceLevel'>,
): QueueFigures {
  const own = facts.filter((fact) => fact.kind !== 'agent-changed' && fact.queue === queue.name);
  return figuresOf(own.reduce((tally, fact) => tallied(tally, fact, queue.serviceLevel), emptyTally));
}

function withSpan({ count, sumMs, longestMs }: Spans, ms: number): Spans {
  return { count: count + 1, sumMs: sumMs + ms, longestMs: Math.max(longestMs, ms) };
}

function meanOf({ count, sumMs }: Spans): number | null {
  return count === 0 ? null : sumMs / count;
}
