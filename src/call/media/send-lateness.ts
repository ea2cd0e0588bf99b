import { frameMs } from '../../audio/index.ts';

/** Later than this is late, however much. */
const latestMs = 60;

/** How long after they were due packets left. */
export class SendLateness {
  readonly #sentAfterMs = new Uint32Array(latestMs + 1);

  count(lateMs: number): void {
    const step = Math.max(0, Math.min(latestMs, Math.ceil(lateMs)));
    this.#sentAfterMs[step] = (this.#sentAfterMs[step] as number) + 1;
  }

  /** `sentAfterMs`: packets by full milliseconds, the last for all above; `packetsLate`: those later than a frame. */
  statistics(): { readonly sentAfterMs: readonly number[]; readonly packetsLate: number } {
    const sentAfterMs = Array.from(this.#sentAfterMs);
    return { sentAfterMs, packetsLate: sentAfterMs.slice(frameMs + 1).reduce((sum, packets) => sum + packets, 0) };
  }
}
