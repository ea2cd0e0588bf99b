import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { messageOf } from '../src/foundation/errors.ts';
import { seededRandom } from '../src/foundation/random.ts';
import type { FuzzTarget, OpenFuzzTarget } from './fuzz-target.ts';
import { mutated } from './mutate.ts';

export interface FuzzResult {
  readonly kind: string;
  readonly seed: number;
  readonly inputs: number;
  /** How many were understood: a fuzzer whose inputs are all refused at the door tests the door alone. */
  readonly parsed: number;
  readonly crashes: number;
  /** CPU of the slowest input, the best of three repeats. */
  readonly slowestMs: number;
  /** What stays in memory after the last batch and did not after the first fifth. */
  readonly heapGrowthMb: number;
}

/** An input worth keeping. */
export interface Finding {
  readonly input: Buffer;
  readonly what: string;
}

export interface FuzzOptions {
  readonly kind: string;
  readonly open: OpenFuzzTarget;
  readonly inputs: number;
  readonly seed: number;
  readonly report: (finding: Finding) => void;
}

/** Budgets: what makes `npm run fuzz` fail. */
export const slowInputMs = 50;
const leastParsed = 0.3;
const mostGrowthMb = 4;

export const holds = (result: FuzzResult): boolean =>
  result.crashes === 0 &&
  result.slowestMs <= slowInputMs &&
  result.parsed >= leastParsed * result.inputs &&
  result.heapGrowthMb <= mostGrowthMb;

const batchInputs = 2_000;
/** What takes less on the clock is not worth a second look. */
const noticedMs = 2;

/** Feeds `inputs` mutations of the target's seeds, the same ones for the same seed. */
export async function runFuzz({ kind, open, inputs, seed, report }: FuzzOptions): Promise<FuzzResult> {
  const random = seededRandom(seed);
  const target = await open(random);
  const seen = { parsed: 0, crashes: 0, slowestMs: 0 };
  const crashed = (input: Buffer, error: unknown): void => {
    seen.crashes++;
    report({ input, what: `crash: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}` });
  };
  let input: Buffer = Buffer.alloc(0);
  const rejected = (error: unknown): void => crashed(input, error);
  process.on('unhandledRejection', rejected);
  let heapBefore = 0;
  for (let fed = 0; fed < inputs;) {
    for (const end = Math.min(inputs, fed + batchInputs); fed < end; fed++) {
      input = mutated(target.seeds[random.int(target.seeds.length)] ?? input, { random, ...target });
      try {
        if (feedTimed(target, input, seen, report)) seen.parsed++;
        target.deepen?.(input);
      } catch (error) {
        crashed(input, error);
      }
    }
    await target.settle?.().catch(rejected);
    if (heapBefore === 0 && fed >= inputs / 5) heapBefore = await heapMb();
  }
  const heapGrowthMb = rounded(Math.max(0, (await heapMb()) - heapBefore));
  process.off('unhandledRejection', rejected);
  return { kind, seed, inputs, ...seen, slowestMs: rounded(seen.slowestMs), heapGrowthMb };
}

/** Times an input; one that seems slow is fed three times more, by CPU: another process may have had the core. */
function feedTimed(
  target: FuzzTarget,
  input: Buffer,
  seen: { slowestMs: number },
  report: (finding: Finding) => void,
): boolean {
  const startMs = performance.now();
  const parsed = target.feed(input);
  const tookMs = performance.now() - startMs;
  if (tookMs > noticedMs && tookMs > seen.slowestMs) {
    const bestMs = Math.min(...[1, 2, 3].map(() => cpuMs(() => target.feed(input))));
    seen.slowestMs = Math.max(seen.slowestMs, bestMs);
    if (bestMs > slowInputMs) report({ input, what: `slow: ${rounded(bestMs)} ms` });
  }
  return parsed;
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The heap without what nobody holds. */
async function heapMb(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const rounded = (value: number): number => Number(value.toFixed(1));
