import type { CallLine, OnLine } from '../line/call-line.ts';
import { Mouth, type MouthItem } from '../line/mouth.ts';
import type { CallBook } from '../log/call-book.ts';

const samplesPerFrame = 160;
const betweenMs = 800;
const lastPauseMs = 400;

/** The network's recorded voice in early media: says its words so many times with the same words as text, hears nothing. */
export class Announcer implements OnLine {
  readonly #line: CallLine;
  readonly #book: CallBook;
  readonly #mouth = new Mouth();
  readonly #done: () => void;
  #left: number;

  constructor(
    words: readonly (MouthItem & { kind: 'speech' })[],
    times: number,
    line: CallLine,
    book: CallBook,
    done: () => void,
  ) {
    this.#line = line;
    this.#book = book;
    this.#done = done;
    this.#left = words.length * times;
    for (let time = 0; time < times; time++)
      for (const item of words) {
        this.#mouth.say(item);
        this.#mouth.say({ kind: 'pause', lengthMs: time === times - 1 ? lastPauseMs : betweenMs });
      }
  }

  sound(): void {
    // Nobody listens.
  }

  characters(): void {
    // Nobody listens.
  }

  key(): void {
    // Nobody listens.
  }

  tick(): void {
    const frame = this.#mouth.next();
    if (frame?.begins && frame.item.kind === 'speech') this.#book.beganSaying(frame.item.text);
    this.#line.send(frame?.samples ?? new Int16Array(samplesPerFrame), frame?.text ?? '');
    if (frame?.item.kind !== 'speech') {
      if (frame && !this.#mouth.busy && this.#left === 0) this.#done();
      return;
    }
    this.#book.spoke(frame);
    if (!frame.ends) return;
    this.#left--;
  }

  close(): void {
    this.#left = -1;
  }
}
