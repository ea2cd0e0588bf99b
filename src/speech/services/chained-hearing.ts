import type { Clock } from '../../foundation/clock.ts';
import { joinTexts } from './ws/sentence-texts.ts';
import type { HeardTurn, HearingTurn } from './hearing-service.ts';

const samplesPerMs = 8;

/** When a turn goes on in another connection: counted is its sound or, where that is more, the time since it began. */
export interface ChainLimits {
  /** Of one connection, at the most. */
  readonly mostMs: number;
  /** From here on the first quiet frame ends it: no word is cut. */
  readonly fromMs: number;
  /** What is quiet: mean of the absolute samples of a push, 0 to 32 768. */
  readonly quietBelow: number;
}

interface Piece {
  /** Null while it is being opened. */
  turn: HearingTurn | null;
  partial: string;
  final: { readonly text: string; readonly confidence: number } | null;
}

/**
 * One turn over as many connections as it takes, for a service that hears so long a turn and no longer. A piece ends in a pause where
 * there is one; the next one is opened at once, and no sound is lost between them. Partials and the final are of the whole turn.
 */
export function chainedTurn(
  open: (turn: HeardTurn) => HearingTurn,
  limits: ChainLimits,
  clock: Pick<Clock, 'monotonicMs'>,
  heard: HeardTurn,
): HearingTurn {
  const pieces = new Pieces(open, heard);
  let sentMs = 0;
  let beganAtMs = clock.monotonicMs();
  pieces.begin();
  return {
    send(samples) {
      if (pieces.finished) return;
      const lengthMs = samples.length / samplesPerMs;
      const spentMs = Math.max(sentMs, clock.monotonicMs() - beganAtMs);
      const isFull = spentMs + lengthMs > limits.mostMs || (spentMs >= limits.fromMs && isQuiet(samples, limits));
      if (isFull || pieces.lastIsFinal) {
        pieces.finishLast();
        pieces.begin();
        sentMs = 0;
        beganAtMs = clock.monotonicMs();
      }
      sentMs += lengthMs;
      pieces.send(samples);
    },
    finish() {
      if (!pieces.finished) pieces.finishAll();
    },
    close: () => pieces.close(),
  };
}

/** The connections of one turn in their order, and what they heard so far. */
class Pieces {
  readonly #open: (turn: HeardTurn) => HearingTurn;
  readonly #heard: HeardTurn;
  readonly #pieces: Piece[] = [];
  #finished = false;
  #over = false;

  constructor(open: (turn: HeardTurn) => HearingTurn, heard: HeardTurn) {
    this.#open = open;
    this.#heard = heard;
  }

  /** No more sound is taken. */
  get finished(): boolean {
    return this.#finished || this.#over;
  }

  get lastIsFinal(): boolean {
    return this.#pieces.at(-1)?.final !== null;
  }

  begin(): void {
    const piece: Piece = { turn: null, partial: '', final: null };
    this.#pieces.push(piece);
    const turn = this.#open({
      answered: () => this.#heard.answered?.(),
      partial: (text) => {
        if (this.#over) return;
        piece.partial = text;
        this.#heard.partial(this.#text);
      },
      final: (text, confidence) => {
        if (this.#over) return;
        piece.final = { text, confidence };
        this.#tellFinal();
      },
      failed: (reason, permanent) => {
        if (this.#over) return;
        this.close();
        this.#heard.failed(reason, permanent);
      },
    });
    // It may have failed while it was being opened.
    if (this.#over) turn.close();
    else piece.turn = turn;
  }

  send(samples: Int16Array): void {
    this.#pieces.at(-1)?.turn?.send(samples);
  }

  finishLast(): void {
    if (!this.lastIsFinal) this.#pieces.at(-1)?.turn?.finish();
  }

  finishAll(): void {
    this.#finished = true;
    if (this.lastIsFinal) this.#tellFinal();
    else this.finishLast();
  }

  close(): void {
    this.#over = true;
    for (const { turn } of this.#pieces) turn?.close();
  }

  get #text(): string {
    return this.#pieces.reduce((text, one) => joinTexts(text, one.final?.text ?? one.partial), '');
  }

  #tellFinal(): void {
    if (!this.#finished || this.#pieces.some(({ final }) => final === null)) return;
    this.#over = true;
    const spoken = this.#pieces.flatMap(({ final }) => (final && final.text !== '' ? [final.confidence] : []));
    this.#heard.final(this.#text, Math.min(1, ...spoken));
  }
}

function isQuiet(samples: Int16Array, { quietBelow }: ChainLimits): boolean {
  let sum = 0;
  for (const sample of samples) sum += Math.abs(sample);
  return sum < quietBelow * samples.length;
}
