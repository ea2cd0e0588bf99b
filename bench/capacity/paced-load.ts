import { setTimeout as sleep } from 'node:timers/promises';

/** So many voices, each with 20 ms of sound every `periodMs`. */
export interface PacedLoad {
  readonly voices: number;
  readonly periodMs: number;
  readonly frames: number;
}

/** Whoever hears the voices: an engine of ours behind its socket, or the bare one. */
export interface Listener {
  /** The next 20 ms of each of the first so many voices. `isLast`: they end what is heard. */
  hear(voices: number, isLast: boolean): Promise<void> | void;
  /** Resolves when all that was heard is answered. */
  answered(): Promise<void>;
}

const frameMs = 20;
/** A load need not be whole: 4.6 voices are five that are fed at 0.92 of real time. */
export function pacedLoad(load: number, ms: number): PacedLoad {
  const voices = Math.max(1, Math.ceil(load));
  const periodMs = (frameMs * voices) / load;
  return { voices, periodMs, frames: Math.max(1, Math.round(ms / periodMs)) };
}

export const soundMsOf = ({ periodMs, frames }: PacedLoad): number => periodMs * frames;

/** Feeds the load at its pace; how long after its last frame was due all was answered, in milliseconds. */
export async function latenessOf(load: PacedLoad, listener: Listener): Promise<number> {
  const startedMs = performance.now();
  for (let frame = 1; frame <= load.frames; frame++) {
    const dueMs = startedMs + frame * load.periodMs;
    const waitMs = dueMs - performance.now();
    // Also when late: what came meanwhile is read.
    await sleep(Math.max(0, waitMs));
    await listener.hear(load.voices, frame === load.frames);
  }
  await listener.answered();
  return performance.now() - (startedMs + load.frames * load.periodMs);
}
