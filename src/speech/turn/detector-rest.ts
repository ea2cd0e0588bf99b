import { noiseFloorDb } from './noise-floor.ts';
import type { VoiceGateState } from './voice-gate.ts';

/** An older word of the detector says nothing about this frame. */
const freshMs = 150;
/** A voice this sure, and this far above the noise, need not be judged window by window. */
const sureProbability = 0.8;
const plainlyAboveNoiseDb = 20;
/** Below this the voice may be over, and the detector is asked at once. */
const fallenAboveNoiseDb = 12;
/** Something else as loud may have taken the voice's place: no rest is longer. */
const restMs = 300;
/** The detector remembers sound from before a rest: its first words after it are too low, and not heeded. */
const settleMs = 100;
/** A detector that says nothing for so long has no place for this voice, and is left alone for a while. */
const patienceMs = 300;
const leaveAloneMs = 1_000;

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly sinceMs: number; /** Earlier words are not heeded. */ readonly fromMs: number }
  | { readonly kind: 'sure' | 'unanswered'; readonly untilMs: number };

/**
 * How often the neural detector is asked about one voice. It costs more than all else that is done with a frame, and of a
 * voice that stands far above the noise the level alone tells the end: there it is asked again only now and then.
 *
 * ```
 *        something is heard          sure, and far above the noise
 *  idle ───────────────────▶ asking ──────────────────────────────▶ sure
 *   ▲                        ▲    ▲                                   │
 *   │ quiet again            │    └── restMs over, or the level falls ┘
 *   └── from everywhere      │    no word for patienceMs
 *                            └──────────────────────────── unanswered
 * ```
 */
export class DetectorRest {
  #phase: Phase = { kind: 'idle' };
  #word: { readonly probability: number; readonly atMs: number } | null = null;
  #answeredAtMs = Number.NEGATIVE_INFINITY;

  /** The detector's word (0–1) on the window that ends at `atMs`. */
  heard(probability: number, atMs: number): void {
    this.#answeredAtMs = atMs;
    if (this.#phase.kind === 'asking' && atMs < this.#phase.fromMs) return;
    this.#word = { probability, atMs };
  }

  /** What it says of the frame at `atMs`; null where it says nothing. What it was sure of stands until it has said more. */
  probabilityAt(atMs: number): number | null {
    const word = this.#word;
    if (!word) return null;
    const phase = this.#phase;
    const heldToMs = phase.kind === 'sure' ? phase.untilMs : phase.kind === 'asking' ? phase.fromMs : word.atMs;
    return atMs - Math.max(word.atMs, heldToMs) <= freshMs ? word.probability : null;
  }

  /** Whether it is to judge the frame that the gate has just seen. */
  isAsked(gate: VoiceGateState, levelDb: number, atMs: number): boolean {
    this.#phase =
      gate.phase === 'quiet' ? { kind: 'idle' } : this.#next(gate, levelDb - noiseFloorDb(gate.floor), atMs);
    return this.#phase.kind === 'asking';
  }

  #next(gate: VoiceGateState, aboveNoiseDb: number, atMs: number): Phase {
    const phase = this.#phase;
    switch (phase.kind) {
      case 'idle':
        return { kind: 'asking', sinceMs: atMs, fromMs: Number.NEGATIVE_INFINITY };
      case 'asking':
        if (Math.max(this.#answeredAtMs, phase.sinceMs) <= atMs - patienceMs)
          return { kind: 'unanswered', untilMs: atMs + leaveAloneMs };
        return gate.phase === 'speaking' && aboveNoiseDb >= plainlyAboveNoiseDb && this.#isSure(phase.sinceMs)
          ? { kind: 'sure', untilMs: atMs + restMs }
          : phase;
      case 'sure':
        return atMs >= phase.untilMs || aboveNoiseDb < fallenAboveNoiseDb
          ? { kind: 'asking', sinceMs: atMs, fromMs: atMs + settleMs }
          : phase;
      case 'unanswered':
        return atMs >= phase.untilMs ? { kind: 'asking', sinceMs: atMs, fromMs: atMs } : phase;
    }
  }

  #isSure(sinceMs: number): boolean {
    const word = this.#word;
    return word !== null && word.atMs > sinceMs && word.probability >= sureProbability;
  }
}
