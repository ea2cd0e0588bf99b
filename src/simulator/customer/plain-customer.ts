import type { CallLine, OnLine } from '../line/call-line.ts';
import type { CallBook } from '../log/call-book.ts';

const samplesPerFrame = 160;
/** More than this waiting is old: a stall must not become a delay for ever. */
const mostWaiting = 10;

/** Cheap customers for load: one gives back what it hears, one talks without end. Neither listens to words. */
export class PlainCustomer implements OnLine {
  readonly #line: CallLine;
  readonly #book: CallBook;
  readonly #speech: Int16Array | null;
  readonly #waiting: Int16Array[] = [];
  #position = 0;

  /** `speech` null: echoes. */
  constructor(line: CallLine, book: CallBook, speech: Int16Array | null) {
    this.#line = line;
    this.#book = book;
    this.#speech = speech;
  }

  sound(samples: Int16Array): void {
    if (this.#speech) return;
    this.#waiting.push(samples);
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
  }

  characters(): void {
    // Words mean nothing to it.
  }

  key(key: string): void {
    this.#book.heardKey(key);
  }

  tick(): void {
    this.#line.send(
      this.#speech ? this.#nextOf(this.#speech) : (this.#waiting.shift() ?? new Int16Array(samplesPerFrame)),
      '',
    );
  }

  close(): void {
    this.#waiting.length = 0;
  }

  #nextOf(speech: Int16Array): Int16Array {
    if (this.#position + samplesPerFrame > speech.length) this.#position = 0;
    const frame = speech.subarray(this.#position, this.#position + samplesPerFrame);
    this.#position += samplesPerFrame;
    return frame;
  }
}
