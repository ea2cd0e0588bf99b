import type { HeardTurn } from '../hearing-service.ts';

/** A turn that writes down what it is told, in order, one line each. */
export interface RecordedTurn extends HeardTurn {
  readonly told: string[];
  /** Fulfils with the first line that begins so, told already or to come. */
  line(beginning: string): Promise<string>;
}

export function recordedTurn(): RecordedTurn {
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (line: string): void => {
    told.push(line);
    for (const look of waiting) look();
  };
  return {
    told,
    partial: (text) => tell(`partial ${text}`),
    final: (text, confidence) => tell(`final ${text} ${confidence}`),
    failed: (reason, permanent) => tell(`failed ${permanent ? 'for good' : 'for now'}: ${reason}`),
    line: (beginning) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = told.find((line) => line.startsWith(beginning));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
