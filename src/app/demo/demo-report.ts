import type { CallRecord } from '../../contract/call-record.ts';
import type { CallLog } from '../../simulator/index.ts';
import type { Comparison, Mismatch } from './compare-calls.ts';
import type { AsidesJudged } from './judge-asides.ts';

/** What `demo --report FILE` writes. */
export interface DemoReport {
  readonly leads: number;
  readonly calls: number;
  readonly compared: number;
  readonly answered: number;
  readonly behaviours: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** INVITEs that offered text. */
  readonly textOffered: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly grades: Readonly<Record<string, number>>;
  readonly transfers: number;
  readonly orders: number;
  readonly recordings: number;
  /** Calls whose outcome is the one that the simulator's log tells, and calls that agree with it in everything, of `compared`. */
  readonly outcomesAgree: number;
  readonly agree: number;
  /** Null where words came as text. */
  readonly bySound: AsidesJudged | null;
  readonly mismatches: readonly Mismatch[];
  /** End of the customer's speech to the first packet of the reply, the chosen wait included. */
  readonly turnLatencyMs: Percentiles;
  /** First voiced frame of the customer to the robot's last packet. */
  readonly bargeInMs: Percentiles;
}

interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Nearest-rank percentiles of `values`, rounded to a millisecond. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value);
  };
  return { p50: at(0.5), p95: at(0.95) };
}

export function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const name = nameOf(item);
    if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

export function demoReport(facts: {
  readonly leads: number;
  readonly records: readonly CallRecord[];
  readonly logs: readonly CallLog[];
  readonly comparison: Comparison;
  readonly refused: Readonly<Record<string, number>>;
  readonly bySound: AsidesJudged | null;
}): DemoReport {
  const { records, comparison, bySound } = facts;
  const { compared, mismatches } = comparison;
  const differing = (of: readonly Mismatch[]): number => new Set(of.map(({ sipCallId }) => sipCallId)).size;
  const answered = records.filter(({ answeredAtMs }) => answeredAtMs !== null);
  return {
    leads: facts.leads,
    calls: comparison.calls,
    compared,
    answered: answered.length,
    behaviours: countBy(facts.logs, ({ behaviour }) => behaviour),
    outcomes: countBy(records, ({ outcome }) => outcome),
    textOffered: facts.logs.filter(({ textOffered }) => textOffered).length,
    refused: facts.refused,
    grades: countBy(records, ({ grade }) => grade),
    transfers: records.filter(({ transfer }) => transfer?.answered).length,
    orders: records.reduce((sum, { orders }) => sum + orders.length, 0),
    recordings: records.filter(({ recording }) => recording?.complete).length,
    outcomesAgree: compared - differing(mismatches.filter(({ what }) => what === 'outcome')),
    agree: compared - differing(mismatches),
    bySound,
    mismatches,
    turnLatencyMs: percentilesOf(
      records.flatMap(({ latencies }) => latencies.flatMap(({ latency }) => latency.firstPacketMs ?? [])),
    ),
    bargeInMs: percentilesOf(records.flatMap(({ bargeIns }) => bargeIns.map(({ stopMs }) => stopMs))),
  };
}

/** What a demo of so many people has to show: all of them called, and a whole one at least sixty calls to twenty kinds of customers. */
export interface DemoAim {
  readonly calls: number;
  readonly behaviours: number;
  /** Rules by which somebody must have been refused. */
  readonly refusedBy: readonly string[];
}

/** Sound may be misheard: so much of it must not be. */
const leastShare = 0.9;

const percent = (part: number, of: number): string => `${of === 0 ? 0 : Math.round((100 * part) / of)} %`;

function shortcomingBySound(
  { compared, outcomesAgree }: DemoReport,
  { asides, clarified }: AsidesJudged,
): string | null {
  if (outcomesAgree < leastShare * compared)
    return `${outcomesAgree} of ${compared} outcomes (${percent(outcomesAgree, compared)}) are those of the simulator's log, wanted 90 % or more`;
  if (clarified < leastShare * asides)
    return `${clarified} of ${asides} asides (${percent(clarified, asides)}) ended in a clarification, wanted 90 % or more`;
  return null;
}

/** How well sound alone was understood, for people. */
export function describeBySound({ compared, outcomesAgree, agree }: DemoReport, judged: AsidesJudged): string[] {
  const { lines, asides, clarified, wrongBranch, cutOff } = judged;
  return [
    `只靠声音: 结果一致 ${outcomesAgree}/${compared} (${percent(outcomesAgree, compared)})，全部细节一致 ${agree}/${compared} (${percent(agree, compared)})`,
    `话术之外的话 ${asides}/${lines} 句 (${percent(asides, lines)}): 重新询问 ${clarified}，走错分支 ${wrongBranch}，通话先结束 ${cutOff}`,
  ];
}

/** The first thing that the demo did not show, or null. */
export function shortcomingOf(report: DemoReport, aim: DemoAim): string | null {
  if (report.calls < aim.calls) return `${report.calls} calls were placed, wanted ${aim.calls} or more`;
  if (report.compared !== report.calls) return `${report.calls - report.compared} calls could not be compared`;
  if (report.bySound) {
    if (report.textOffered > 0) return `${report.textOffered} calls offered text, wanted none`;
    const shortcoming = shortcomingBySound(report, report.bySound);
    if (shortcoming !== null) return shortcoming;
  } else if (report.mismatches.length > 0)
    return `${report.mismatches.length} differences between the product and the simulator`;
  const behaviours = Object.keys(report.behaviours).length;
  if (behaviours < aim.behaviours) return `${behaviours} kinds of customers were met, wanted ${aim.behaviours} or more`;
  const unrefused = aim.refusedBy.find((rule) => !report.refused[rule]);
  return unrefused === undefined ? null : `nobody was refused by rule '${unrefused}'`;
}
