import type { CallEvent } from '../../src/contract/call-event.ts';
import { quantile, rounded } from '../report.ts';
import type { Said } from './caller.ts';

/** An event of a call, and when it came by the clock that the customers' process has too. */
export interface ToldEvent {
  readonly event: CallEvent;
  /** `Clock.monotonicMs`. */
  readonly atMs: number;
}

/** One utterance by both sides: the customer's clock, and the wait that our policy chose. */
interface Turn {
  readonly said: Said;
  /** What the robot took it for; null where it heard no words. */
  readonly heard: string | null;
  /** Null where the turn was not told in one piece. */
  readonly policyMs: number | null;
  readonly cutOff: boolean;
}

export const minSpeechMs = 300;
/** What the product's endpointing would cost were it one fixed wait for all. */
export const fixedWaitMs = 600;
const budgets = {
  p50: { most: 450 },
  p95: { most: 800 },
  falseCutoffs: { most: 0.05 },
  lessWaitP50: { most: 120 },
  lessWaitP95: { most: 250 },
  bargeInP95: { most: 150 },
  newReplies: { least: 0.5 },
  unanswered: { most: 0.01 },
} as const satisfies Readonly<Record<string, { readonly most: number } | { readonly least: number }>>;
type Judged = keyof typeof budgets;

/** The figures of one recogniser. */
export type TurnFigures = Readonly<Record<Judged, number>> & { readonly [name: string]: unknown };

/** What became of each utterance of one call. */
export function turnsOf(log: readonly Said[], told: readonly ToldEvent[]): readonly Turn[] {
  return log.map((said, index): Turn => {
    const untilMs = log[index + 1]?.firstVoicedAtMs ?? Number.POSITIVE_INFINITY;
    const heard = told.flatMap(({ event, atMs }) =>
      event.kind === 'customer-said' && atMs >= said.firstVoicedAtMs && atMs < untilMs ? [{ event, atMs }] : [],
    );
    const [first] = heard;
    const timed = told.flatMap(({ event }) => (event.kind === 'turn-timed' ? [event] : []));
    return {
      said,
      heard: first?.event.text ?? null,
      policyMs: timed.find(({ turn }) => turn === first?.event.turn)?.latency.policyMs ?? null,
      cutOff: said.spokenInto || heard.length > 1 || heard.some(({ atMs }) => atMs < said.lastVoicedAtMs),
    };
  });
}

/** How many sentences the robots said that none of them had said before, by when they were over. */
export function newSentences(told: readonly ToldEvent[]): number {
  const sentences = told.flatMap(({ event }) => (event.kind === 'robot-said' ? [event.text] : []));
  return new Set(sentences).size;
}

const bare = (text: string): string => text.replaceAll(/[\p{P}\p{Z}]/gu, '');

/** `saidNew`: how many of the robots' sentences were new. */
export function figuresOf(turns: readonly Turn[], saidNew: number): TurnFigures {
  const mix = turns.filter(({ said }) => said.kind !== 'interrupt');
  const shareOf = (test: (turn: Turn) => boolean): number => rounded(mix.filter(test).length / mix.length, 3);
  const answered = mix.filter(({ said, cutOff }) => said.replyAtMs !== null && !cutOff);
  const latencyOf = ({ said }: Turn): number => (said.replyAtMs ?? 0) - said.lastVoicedAtMs;
  const of = (kinds: readonly string[]): number[] =>
    answered.filter(({ said }) => kinds.includes(said.kind)).map(latencyOf);
  const lessWait = answered.flatMap((turn) => (turn.policyMs === null ? [] : [latencyOf(turn) - turn.policyMs]));
  // A robot that never stopped counts with all that it was spoken over.
  const bargeIns = turns.flatMap(({ said }) =>
    said.kind === 'interrupt' && said.robotLastVoicedAtMs !== null
      ? [said.robotLastVoicedAtMs - said.firstVoicedAtMs - minSpeechMs]
      : [],
  );
  const msAt = (times: readonly number[], share: number): number => rounded(quantile(times, share));
  return {
    p50: msAt(answered.map(latencyOf), 0.5),
    p95: msAt(of(['answer', 'other']), 0.95),
    falseCutoffs: shareOf(({ cutOff }) => cutOff),
    bargeInP95: msAt(bargeIns, 0.95),
    lessWaitP50: msAt(lessWait, 0.5),
    lessWaitP95: msAt(lessWait, 0.95),
    newReplies: rounded(saidNew / mix.length, 3),
    unanswered: shareOf(({ said }) => said.replyAtMs === null),
    bargeInP50: msAt(bargeIns, 0.5),
    utterances: mix.length,
    interruptions: bargeIns.length,
    wordsRight: shareOf(({ said, heard }) => bare(heard ?? '') === bare(said.text)),
    wordsWrong: shareOf(({ said, heard }) => heard !== null && bare(heard) !== bare(said.text)),
    byKind: Object.fromEntries(
      ['answer', 'other', 'mid-phrase'].map((kind) => [
        kind,
        { p50: msAt(of([kind]), 0.5), p95: msAt(of([kind]), 0.95), turns: of([kind]).length },
      ]),
    ),
    fixedWaitP50: msAt(lessWait, 0.5) + fixedWaitMs,
  };
}

/** What a recogniser's figures break of the budget: `p95 912 > 800`. */
export function broken(figures: TurnFigures): readonly string[] {
  return (Object.keys(budgets) as Judged[]).flatMap((name) => {
    const budget: { readonly most?: number; readonly least?: number } = budgets[name];
    const value = figures[name];
    if (budget.most !== undefined && !(value <= budget.most)) return [`${name} ${value} > ${budget.most}`];
    if (budget.least !== undefined && !(value >= budget.least)) return [`${name} ${value} < ${budget.least}`];
    return [];
  });
}

/** The worst of each figure among the recognisers. */
export function worstOf(all: readonly TurnFigures[]): Readonly<Record<Judged, number>> {
  const worst = (name: Judged): number => {
    const values = all.map((figures) => figures[name]);
    return 'least' in budgets[name] ? Math.min(...values) : Math.max(...values);
  };
  return Object.fromEntries((Object.keys(budgets) as Judged[]).map((name) => [name, worst(name)])) as Record<
    Judged,
    number
  >;
}
