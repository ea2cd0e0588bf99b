/**
 * A stretch of a sentence that is played rather than read out: a recording, words for the synthesiser, or a recording that
 * the synthesiser stands in for where there is none (a customer's surname, a sum).
 */
export interface RecordedPart {
  /** wav file, null for words alone. */
  readonly file: string | null;
  /** What is said where the file is missing; null where nothing can stand in for it. */
  readonly text: string | null;
}

/** A recording of a whole sentence, or the parts of one, in order (真人录音). */
export type RecordedLine = string | readonly RecordedPart[];
