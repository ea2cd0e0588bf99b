import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import type { DatagramPath } from '../src/telephony/index.ts';

/** What a bench comes to: the one line of JSON at its end. */
export interface BenchResult {
  readonly bench: string;
  /** Says which way is good: `calls/s, more is better`. */
  readonly unit: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly peerName: string | null;
  /** `ours` / `peer`. */
  readonly ratio: number | null;
  /** In words, with the number. */
  readonly budget: string;
  /** Whether the whole budget holds, also under `--quick`. */
  readonly holds: boolean;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const mediaPaths = ['auto', 'dgram', 'batched'] as const satisfies readonly DatagramPath[];

export interface BenchOptions {
  /** Fewer repetitions and shorter, the same claim. */
  readonly quick: boolean;
  /** Which way calls' packets go. */
  readonly path: DatagramPath;
  /** What can be judged by sound alone is judged in real calls too. */
  readonly calls: boolean;
  /** A folder of labelled sounds to judge instead of what the bench makes; null for its own. */
  readonly corpus: string | null;
  /** A folder of labelled speech (`labels.jsonl`: `{"file","text"}` a line); null for the one beside the project. */
  readonly wavs: string | null;
  /** Name of the one recogniser to judge; null for all that are installed. */
  readonly recognizer: string | null;
  /** What a closed set holds: `labels` for the texts of the labels, else a file with a phrase a line. */
  readonly expect: string | null;
  /** Where installed models and recorded speech are. */
  readonly models: string;
  /** Sentences to learn from, lines of `{"text","intent"}`; null for the bench's own. */
  readonly train: string | null;
  /** Sentences to judge by; null for the bench's own. */
  readonly test: string | null;
}

/** A module of `bench/` that `main.ts` can run. */
export interface Bench {
  /** How it measures, printed above the result. */
  readonly method: readonly string[];
  run(options: BenchOptions): Promise<BenchResult>;
}

export function printMethod(name: string, bench: Bench, options: BenchOptions): void {
  const [cpu] = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  console.log(`bench ${name}${options.quick ? ' (quick)' : ''}`);
  for (const line of bench.method) console.log(`  ${line}`);
  console.log(`  machine: ${cpus().length} × ${cpu?.model ?? 'unknown'}, load ${load}; Node ${process.version}`);
}

export function printResult(result: BenchResult): void {
  console.log(JSON.stringify(result));
}

export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));

/** The value at a share of the way through all of them in order: 0.5 is the median. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const ratioOf = (ours: number, peer: number | null): number | null =>
  peer === null || peer === 0 ? null : rounded(ours / peer, 3);

/** The first line a program prints about its version; null where it is missing. */
export function versionOf(program: string, flag: string): string | null {
  const { stdout, stderr, error } = spawnSync(program, [flag], { encoding: 'utf8' });
  return error
    ? null
    : (`${stdout}\n${stderr}`
        .split('\n')
        .find((line) => line.trim() !== '')
        ?.trim() ?? program);
}
