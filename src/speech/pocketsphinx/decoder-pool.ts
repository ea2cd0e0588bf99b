import type { ClosedSetDecoder, ClosedSetModel } from './closed-set-decoder.ts';
import type { Grammar } from './grammar.ts';

/** Decoders of one model: opened when they are needed, lent for one turn of one voice, never more than so many. */
export class DecoderPool {
  readonly #model: ClosedSetModel;
  readonly #most: number;
  #idle: ClosedSetDecoder[] = [];
  #opened = 0;

  constructor(model: ClosedSetModel, most: number) {
    this.#model = model;
    this.#most = most;
  }

  /** One that listens for the grammar already, where there is one that compiled it before. Null: all are lent. */
  lend(grammar: Grammar): ClosedSetDecoder | null {
    const decoder = this.#idle.find((one) => one.knows(grammar)) ?? this.#idle[0] ?? this.#openAnother();
    if (!decoder) return null;
    this.#idle = this.#idle.filter((one) => one !== decoder);
    decoder.begin(grammar);
    return decoder;
  }

  giveBack(decoder: ClosedSetDecoder): void {
    this.#idle.push(decoder);
  }

  #openAnother(): ClosedSetDecoder | null {
    if (this.#opened >= this.#most) return null;
    this.#opened++;
    return this.#model.open();
  }
}
