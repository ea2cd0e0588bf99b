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
  readonly turn: HearingTurn;
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
  const pieces: Piece[] = [];
  let sentMs = 0;
  let beganAtMs = clock.monotonicMs();
  let finished = false;
  let over = false;
  const close = (): void => {
    over = true;
    for (const piece of pieces) piece.turn.close();
  };
  const textSoFar = (): string => pieces.reduce((text, one) => joinTexts(text, one.final?.text ?? one.partial), '');
  const tellFinal = (): void => {
    if (!finished || pieces.some(({ final }) => final === null)) return;
    over = true;
    const spoken = pieces.flatMap(({ final }) => (final && final.text !== '' ? [final.confidence] : []));
    heard.final(textSoFar(), spoken.length === 0 ? 1 : Math.min(...spoken));
  };
  const begin = (): Piece => {
    let piece: Piece | null = null;
    // What a service tells while it is being opened comes before there is a piece to keep it.
    let early: (() => void) | null = null;
    const told = (tell: (to: Piece) => void): void => {
      if (over) return;
      if (piece) tell(piece);
      else early = () => piece && tell(piece);
    };
    const turn = open({
      answered: () => heard.answered?.(),
      partial: (text) =>
        told((to) => {
          to.partial = text;
          heard.partial(textSoFar());
        }),
      final: (text, confidence) =>
        told((to) => {
          to.final = { text, confidence };
          tellFinal();
        }),
      failed(reason, permanent) {
        if (over) return;
        close();
        heard.failed(reason, permanent);
      },
    });
    piece = { turn, partial: '', final: null };
    pieces.push(piece);
    if (over) turn.close();
    (early as (() => void) | null)?.();
    return piece;
  };
  let now = begin();
  return {
    send(samples) {
      if (over || finished) return;
      const lengthMs = samples.length / samplesPerMs;
      const spentMs = Math.max(sentMs, clock.monotonicMs() - beganAtMs);
      const isFull = spentMs + lengthMs > limits.mostMs || (spentMs >= limits.fromMs && isQuiet(samples, limits));
      if (isFull || now.final) {
        if (!now.final) now.turn.finish();
        now = begin();
        sentMs = 0;
        beganAtMs = clock.monotonicMs();
      }
      sentMs += lengthMs;
      now.turn.send(samples);
    },
    finish() {
      if (over || finished) return;
      finished = true;
      if (now.final) tellFinal();
      else now.turn.finish();
    },
    close,
  };
}

function isQuiet(samples: Int16Array, { quietBelow }: ChainLimits): boolean {
  let sum = 0;
  for (const sample of samples) sum += Math.abs(sample);
  return sum < quietBelow * samples.length;
}
