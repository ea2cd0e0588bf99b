/** A native streaming recogniser, seen by the engine: all calls are synchronous and hold the thread. */
export interface StreamingDecoder<Stream> {
  readonly name: string;
  createStream(): Stream;
  /** 16 kHz samples, −1…1. */
  accept(stream: Stream, samples: Float32Array): void;
  /** No more samples come: what is left may be decoded. */
  inputFinished(stream: Stream): void;
  isReady(stream: Stream): boolean;
  /** One step of every stream, all of which are ready. */
  decode(streams: readonly Stream[]): void;
  /** Confidence 0–1; 1 where the model gives none. */
  result(stream: Stream): { readonly text: string; readonly confidence: number };
}

/** As people write: no blanks between Chinese characters, English in lower case. */
export function tidyTranscript(text: string): string {
  const tidy = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  return tidy.replaceAll(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');
}
