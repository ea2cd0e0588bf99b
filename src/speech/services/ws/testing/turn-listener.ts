import type { HeardTurn, HearingService, HearingTurn } from '../../hearing-service.ts';

export interface TurnEnd {
  readonly text?: string;
  readonly confidence?: number;
  readonly reason?: string;
  readonly permanent?: boolean;
}

/** Hears one turn for a test, and keeps all of it. */
export class TurnListener implements HeardTurn {
  readonly partials: string[] = [];
  readonly ends: TurnEnd[] = [];
  readonly #waiting: (() => void)[] = [];

  partial(text: string): void {
    this.partials.push(text);
    this.#wake();
  }

  final(text: string, confidence: number): void {
    this.ends.push({ text, confidence });
    this.#wake();
  }

  failed(reason: string, permanent: boolean): void {
    this.ends.push({ reason, permanent });
    this.#wake();
  }

  async end(): Promise<TurnEnd> {
    await this.#until(() => this.ends.length > 0);
    return this.ends[0] as TurnEnd;
  }

  heard(partial: string): Promise<void> {
    return this.#until(() => this.partials.includes(partial) || this.ends.length > 0);
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Samples that tell their place, so that a packet lost or swapped shows. */
export function soundOf(durationMs: number): Int16Array {
  return Int16Array.from({ length: durationMs * 8 }, (_, at) => (at * 7) % 32_000);
}

export function sendSound(turn: HearingTurn, samples: Int16Array): void {
  for (let at = 0; at < samples.length; at += 160) turn.send(samples.subarray(at, at + 160));
}

/** A whole turn: sound, its end, and how it ended. */
export async function hearWhole(service: HearingService, durationMs: number): Promise<TurnListener> {
  const listener = new TurnListener();
  const turn = service.open({ language: 'cmn', hotwords: [] }, listener);
  sendSound(turn, soundOf(durationMs));
  turn.finish();
  await listener.end();
  return listener;
}
