import type { Hypothesis, Segment } from './library.ts';

/**
 * A grammar always finds its best phrase, also in speech that holds none. So the same sound goes through a loop of all phones
 * beside it: what is in the set fits the grammar nearly as well as the loop, what is not fits it clearly worse, as a whole or in
 * one of its characters. Both decoders judge every frame against the best of all senones (`-compallsen yes`), which makes their
 * scores comparable.
 */
interface Evidence {
  readonly grammar: Hypothesis;
  readonly phones: Hypothesis;
  /** Frames of 10 ms. */
  readonly frames: number;
}

/** Logistic regression over half of the recordings (read speech, single words, joined syllables), judged on the other half. */
const weights = { whole: 0.147, worstCharacter: 0.079, bias: 4.19 };

/** Below it the words are not believed. */
export const leastConfidence = 0.25;

/** Probability (0–1) that what the grammar heard is what was said. */
export function judgeHypothesis({ grammar, phones, frames }: Evidence): number {
  if (grammar.words === '' || frames === 0) return 0;
  const whole = (grammar.score - phones.score) / frames;
  const worst = worstCharacter(grammar.segments, phones.segments);
  if (worst === null) return 0;
  return 1 / (1 + Math.exp(-(weights.whole * whole + weights.worstCharacter * worst + weights.bias)));
}

/** How much worse a frame is explained by the grammar than by the phones, in the character where that is worst. */
function worstCharacter(words: readonly Segment[], phones: readonly Segment[]): number | null {
  const scores = phones.flatMap(({ frames, score }) => Array.from({ length: frames }, () => score / frames));
  let [at, worst]: [number, number | null] = [0, null];
  for (const { word, frames, score } of words) {
    const ofPhones = scores.slice(at, at + frames).reduce((sum, one) => sum + one, 0);
    at += frames;
    if (!isWord(word)) continue;
    worst = Math.min(worst ?? 0, (score - ofPhones) / frames);
  }
  return worst;
}

/** `<sil>`, `++breath++` and `(NULL)` are none. */
const isWord = (word: string): boolean => /^[\p{L}]/u.test(word);
