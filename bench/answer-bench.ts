import { join } from 'node:path';
import { loadRecordings } from '../src/speech/answer/load-recordings.ts';
import type { KnownRecording } from '../src/speech/answer/known-recording.ts';
import { makeCorpus } from './answer/corpus.ts';
import { judge, knownFrom, type Judged } from './answer/judge.ts';
import { enrolledFolder, readLabelled } from './answer/labelled-files.ts';
import type { CorpusCase } from './answer/making.ts';
import { budgets, confusion, holds, quantile, sharesOf, timesOf, type Shares } from './answer/tally.ts';
import { loadRealVoices } from './answer/voices.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';

const percent = (share: number): string => `${share * 100} %`;

export const bench: Bench = {
  method: [
    'who picked up, by sound alone: tones, known recordings of the network and of machines, manner of speaking; frame by frame as in a call',
    'corpus: made here, seeded, in two halves; rules were set on the tuned half, the budget is judged on the other, which has other voices, wordings,',
    'codecs (A-law, µ-law, G.722), noise and loss; people speak with eSpeak, and with real speech and recorded syllables where the folder of models is',
    'announcements: recordings that the operator has, as they come over a line; "unrecorded" are strange voices, which only words can tell',
    'by words: what the rules for words make of the true words, that is with a recogniser without fault',
    '--corpus DIR: judges DIR/labels.jsonl ({"file","label"} a line) instead, knowing the recordings in DIR/announcements/LABEL/*.wav',
  ],
  async run({ quick, corpus }: BenchOptions): Promise<BenchResult> {
    if (corpus !== null) return judgeFolder(corpus);
    const real = await loadRealVoices();
    if (typeof real === 'string') console.log(`  no real speech: ${real}`);
    const shares: Shares[] = [];
    let judged: readonly Judged[] = [];
    for (const half of [0, 1] as const) {
      const { cases, enrolled } = await makeCorpus(half, typeof real === 'string' ? null : real, quick ? 1 : 2);
      judged = judgeAll(cases, knownFrom(enrolled));
      console.log(half === 0 ? '\n  tuned half' : '\n  judged half');
      const found = sharesOf(judged);
      shares.push(found);
      print(judged, found);
    }
    const [tuned, last] = shares as [Shares, Shares];
    return resultOf(judged, last, { tuned, realSpeech: typeof real !== 'string' });
  },
};

async function judgeFolder(folder: string): Promise<BenchResult> {
  const { known, problems: badRecordings } = await loadRecordings(join(folder, enrolledFolder));
  const { cases, problems } = await readLabelled(folder);
  for (const problem of [...badRecordings, ...problems]) console.log(`  error: ${problem}`);
  const judged = judgeAll(cases, known);
  const shares = sharesOf(judged);
  print(judged, shares);
  return resultOf(judged, shares, { notJudged: problems.length, knownRecordings: known.length });
}

function judgeAll(cases: readonly CorpusCase[], known: readonly KnownRecording[]): readonly Judged[] {
  return cases.map((sample) => judge(sample, known));
}

function print(judged: readonly Judged[], shares: Shares): void {
  for (const row of confusion(judged)) console.log(row);
  for (const [name, share] of Object.entries(shares))
    if (share !== null) console.log(`  ${name.padEnd(20)} ${(Number(share) * 100).toFixed(1)} %`);
}

function resultOf(judged: readonly Judged[], shares: Shares, more: Readonly<Record<string, unknown>>): BenchResult {
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
    budget: `people taken for machines ≤ ${percent(budgets.humansAsMachines)}, machines found ≥ ${percent(budgets.machinesFound)}, causes from announcements ≥ ${percent(budgets.announcements)}, from tones ${percent(budgets.tones)}`,
    holds: judged.length > 0 && holds(shares),
    detail: {
      judged: judged.length,
      ...shares,
      decidedMs: {
        humans: time(({ label }) => label === 'human'),
        machines: time(({ kind }) => kind.startsWith('machine') || kind.startsWith('recorded')),
        causes: time(({ kind }) => kind.startsWith('announcement') || kind.startsWith('tone')),
      },
      ...more,
    },
  };
}
