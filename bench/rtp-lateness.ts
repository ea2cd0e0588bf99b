import { rounded } from './report.ts';

export interface CalleeOptions {
  /** The compiled `rtp-rig.c`. */
  readonly rig: string;
  readonly telephones: number;
  readonly firstPort: number;
  readonly voiceFile: string;
}

export type CalleeNews = { readonly sipPort: number } | { readonly report: string };

/** How late packets came, each stream against its own fastest packet. */
export interface Lateness {
  readonly streams: number;
  readonly packets: number;
  /** Timestamps that never came. */
  readonly missing: number;
  readonly late: number;
  /** Of all that should have come, how many were missing or more than 20 ms late. */
  readonly lateShare: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly worstMs: number;
}

/** What the rig's `report` says. */
export function readLateness(line: string): Lateness {
  const [streams = 0, packets = 0, missing = 0, late = 0, p50 = 0, p99 = 0, p999 = 0, worst = 0] = line
    .split(' ')
    .map(Number);
  const lateShare = packets === 0 ? 1 : (late + missing) / (packets + missing);
  return {
    streams,
    packets,
    missing,
    late,
    lateShare: rounded(lateShare, 6),
    p50Ms: rounded(p50, 2),
    p99Ms: rounded(p99, 2),
    p999Ms: rounded(p999, 2),
    worstMs: rounded(worst, 1),
  };
}

/** The least whole millisecond that a share of a histogram (its last step is open) does not exceed. */
export function quantileMs(histogram: readonly number[], share: number): number {
  const all = histogram.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [ms, count] of histogram.entries()) {
    seen += count;
    if (seen >= all * share) return ms;
  }
  return histogram.length;
}
