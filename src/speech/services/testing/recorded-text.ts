import type { SpokenText } from '../speaking-service.ts';

/** A text that writes down what of it is spoken. */
export interface RecordedText extends SpokenText {
  readonly chunks: Int16Array[];
  /** `end`, or `failed for good: …` or `failed for now: …`; several where more came than should. */
  readonly endings: string[];
  readonly samples: number[];
  readonly over: Promise<string>;
  readonly begun: Promise<void>;
}

export function recordedText(): RecordedText {
  const chunks: Int16Array[] = [];
  const endings: string[] = [];
  let finish!: (ending: string) => void;
  let begin!: () => void;
  const over = new Promise<string>((resolve) => (finish = resolve));
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const tell = (ending: string): void => {
    endings.push(ending);
    finish(ending);
  };
  return {
    chunks,
    endings,
    over,
    begun,
    get samples() {
      return chunks.flatMap((chunk) => [...chunk]);
    },
    chunk(samples) {
      chunks.push(samples.slice());
      begin();
    },
    end: () => tell('end'),
    failed: (reason, permanent) => tell(`failed ${permanent ? 'for good' : 'for now'}: ${reason}`),
  };
}
