import { join } from 'node:path';
import { loadRecordings } from '../src/speech/answer/load-recordings.ts';
import type { KnownRecording } from '../src/speech/answer/known-recording.ts';
import { callCases } from './answer/call-cases.ts';
import { compareCalls, type CallShares } from './answer/compare-calls.ts';
import { halvesInWords, makeCorpus } from './answer/corpus.ts';
import { judge, knownFrom, type Judged } from './answer/judge.ts';
import { enrolledFolder, readLabelled } from './answer/labelled-files.ts';
import type { CorpusCase } from './answer/making.ts';
import { budgets, confusion, holds, sharesOf, timesOf, type Shares } from './answer/tally.ts';
import { loadRealVoices } from './answer/voices.ts';
import { openLiveRig } from './live-rig.ts';
import { quantile, type Bench, type BenchOptions, type BenchResult } from './report.ts';

const ourPorts = { from: 14_000, to: 14_999 };
const callsAtOnce = 16;
const percent = (share: number): string => `${share * 100} %`;

export const bench: Bench = {
  method: [
    'who picked up, by sound alone: tones, known recordings of the network and of machines, manner of speaking; frame by frame as in a call',
    'corpus: made here, seeded, in two halves; rules were set on the tuned half, the budget is judged on the other, which has other voices, wordings,',
    'codecs, noise and loss (the lists are printed); people speak with eSpeak, and with real speech and recorded syllables where the folder of models is',
    'announcements: recordings that the operator has, as they come over a line; "unrecorded" are strange voices, which only words can tell',
    'by words: what the rules for words make of the true words, that is with a recogniser without fault',
    '--calls: the same sounds as real calls too, by SIP and RTP (A-law, µ-law) through LiveCalls, callees in a process of their own, sixteen at once;',
    'early media before an answer that never comes, or after the answer with a robot that greets; the outcome must be the one that the sound alone gives',
    '--corpus DIR: judges DIR/labels.jsonl ({"file","label"} a line) instead, knowing the recordings in DIR/announcements/LABEL/*.wav',
  ],
  async run(options: BenchOptions): Promise<BenchResult> {
    const { quick, corpus, models } = options;
    if (corpus !== null) return judgeFolder(corpus, options);
    const real = await loadRealVoices(models);
    if (typeof real === 'string') console.log(`  no real speech: ${real}`);
    for (const line of halvesInWords()) console.log(`  ${line}`);
    const shares: Shares[] = [];
    let calls: CallShares | null = null;
    let judged: readonly Judged[] = [];
    for (const half of [0, 1] as const) {
      const { cases, enrolled } = await makeCorpus(half, typeof real === 'string' ? null : real, quick ? 1 : 2);
      const known = knownFrom(enrolled);
      judged = judgeAll(cases, known);
      console.log(half === 0 ? '\n  tuned half' : '\n  judged half');
      const found = sharesOf(judged);
      shares.push(found);
      print(judged, found);
      if (half === 1) calls = await callsOf(cases, judged, known, options);
    }
    const [tuned, last] = shares as [Shares, Shares];
    return resultOf(judged, last, calls, { tuned, realSpeech: typeof real !== 'string' });
  },
};

async function judgeFolder(folder: string, options: BenchOptions): Promise<BenchResult> {
  const { known, problems: badRecordings } = await loadRecordings(join(folder, enrolledFolder));
  const { cases, problems } = await readLabelled(folder);
  for (const problem of [...badRecordings, ...problems]) console.log(`  error: ${problem}`);
  const judged = judgeAll(cases, known);
  const shares = sharesOf(judged);
  print(judged, shares);
  const calls = await callsOf(cases, judged, known, options);
  return resultOf(judged, shares, calls, { notJudged: problems.length, knownRecordings: known.length });
}

function judgeAll(cases: readonly CorpusCase[], known: readonly KnownRecording[]): readonly Judged[] {
  return cases.map((sample) => judge(sample, known));
}

/** The same as real calls, where that is asked for; what came out otherwise is named. */
async function callsOf(
  cases: readonly CorpusCase[],
  judged: readonly Judged[],
  known: readonly KnownRecording[],
  { calls, path }: BenchOptions,
): Promise<CallShares | null> {
  if (!calls) return null;
  const rig = await openLiveRig(ourPorts, path);
  try {
    const { shares, differences } = compareCalls(judged, await callCases(rig, cases, known, callsAtOnce));
    console.log('\n  as real calls');
    for (const difference of differences) console.log(`  differs: ${difference}`);
    printShares(shares);
    return shares;
  } finally {
    await rig.close();
  }
}

function print(judged: readonly Judged[], shares: Shares): void {
  for (const row of confusion(judged)) console.log(row);
  printShares(shares);
}

function printShares(shares: Shares | CallShares): void {
  for (const [name, share] of Object.entries(shares))
    if (share !== null) console.log(`  ${name.padEnd(20)} ${(Number(share) * 100).toFixed(1)} %`);
}

function resultOf(
  judged: readonly Judged[],
  shares: Shares,
  calls: CallShares | null,
  more: Readonly<Record<string, unknown>>,
): BenchResult {
  const time = (kind: (one: Judged) => boolean): object => {
    const times = timesOf(judged.filter(kind));
    return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  };
  return {
    bench: 'answer',
    unit: 'share of machines found, more is better',
    ours: shares.machinesFound ?? 0,
    peer: null,
    peerName: null,
    ratio: null,
    budget: `people taken for machines ≤ ${percent(budgets.humansAsMachines)}, machines found ≥ ${percent(budgets.machinesFound)}, causes from announcements ≥ ${percent(budgets.announcements)}, from tones ${percent(budgets.tones)}; as real calls the same outcome ≥ ${percent(budgets.sameOutcome)}`,
    holds: judged.length > 0 && holds(shares) && (calls?.sameOutcome ?? 1) >= budgets.sameOutcome,
    detail: {
      judged: judged.length,
      ...shares,
      decidedMs: {
        humans: time(({ label }) => label === 'human'),
        machines: time(({ kind }) => kind.startsWith('machine') || kind.startsWith('recorded')),
        causes: time(({ kind }) => kind.startsWith('announcement') || kind.startsWith('tone')),
      },
      calls,
      ...more,
    },
  };
}
