import type { CallPage } from '../../../src/contract/api.ts';

/** All that is known of one turn; null where it was not measured. */
export interface TurnRow {
  readonly turn: number;
  /** What the customer said or pressed in it, joined. */
  readonly said: string;
  readonly latency: CallPage['latencies'][number]['latency'] | null;
  readonly bargeIns: CallPage['bargeIns'];
  readonly measure: CallPage['turnMeasures'][number] | null;
}

/** The turns of a call in their order: those that anything at all is known of. */
export function turnRows({ transcript, latencies, bargeIns, turnMeasures }: CallPage): TurnRow[] {
  const spoken = transcript.filter(({ speaker }) => speaker === 'customer');
  const numbers = new Set([...spoken, ...latencies, ...bargeIns, ...turnMeasures].map(({ turn }) => turn));
  return [...numbers]
    .sort((one, other) => one - other)
    .map((turn) => ({
      turn,
      said: spoken.flatMap((entry) => (entry.turn === turn ? [entry.text] : [])).join(' '),
      latency: latencies.findLast((one) => one.turn === turn)?.latency ?? null,
      bargeIns: bargeIns.filter((one) => one.turn === turn),
      measure: turnMeasures.findLast((one) => one.turn === turn) ?? null,
    }));
}
