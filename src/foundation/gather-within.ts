import type { Clock } from './clock.ts';

/** What came of a stream before its end, its failure or its time. */
export interface Gathered<Part> {
  readonly parts: readonly Part[];
  /** Why it is not whole; null: it is. */
  readonly failure: unknown;
  /** It failed since its time was over. */
  readonly late: boolean;
}

/** Reads a stream to its end, and for no longer than the budget: its signal aborts then. What had come is kept; never rejects. */
export async function gatherWithin<Part>(
  clock: Clock,
  budgetMs: number,
  open: (signal: AbortSignal) => AsyncIterable<Part>,
): Promise<Gathered<Part>> {
  const late = new AbortController();
  const stop = clock.after(budgetMs, () => late.abort());
  const parts: Part[] = [];
  try {
    for await (const part of open(late.signal)) parts.push(part);
    return { parts, failure: null, late: false };
  } catch (failure) {
    return { parts, failure, late: late.signal.aborted };
  } finally {
    stop();
  }
}
