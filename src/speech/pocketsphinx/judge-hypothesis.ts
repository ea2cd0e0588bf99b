import type { Hypothesis, Segment } from './library.ts';

/**
 * A grammar always finds its best phrase, also in speech that holds none. So the same sound goes through a loop of all phones
 * beside it: what is in the set fits the grammar nearly as well as the loop, what is not fits it clearly worse, as a whole or in
 * one of its characters. A grammar also takes for silence what it has no words for, or draws a character out: what was said is
 * longer then than what was heard. Both decoders judge every frame against the best of all senones (`-compallsen yes`), which makes their
 * scores comparable.
 */
interface Evidence {
  readonly grammar: Hypothesis;
  readonly phones: Hypothesis;
  /** Frames of 10 ms. */
  readonly frames: number;
  /** Of these, those with a voice. */
  readonly voicedFrames: number;
}

/**
 * Logistic regression over joined syllables, single words, read speech and noise (hiss and hum), beside 12 to 300 phrases of a sales
 * script; fourfold. Believed are 91 % of what is in the set (joined syllables; of read speech all), 6 % of it by other words of the
 * set; of read speech outside it none, of phrases from elsewhere in the script 17 %, of single words 37 %, of noise 11 %.
 */
const weights = { whole: 0.209, worstCharacter: 0.0687, covered: 6.1, longestCharacter: -0.0514, bias: 1.94 };
/** Nobody draws a character out for longer. */
const longestFrames = 120;

/** Below it the words are not believed. */
export const leastConfidence = 0.3;

/** Probability (0–1) that what the grammar heard is what was said. */
export function judgeHypothesis({ grammar, phones, frames, voicedFrames }: Evidence): number {
  if (grammar.words === '' || frames === 0) return 0;
  const whole = (grammar.score - phones.score) / frames;
  const worst = worstCharacter(grammar.segments, phones.segments);
  if (worst === null) return 0;
  const ofWords = grammar.segments.filter(({ word }) => isWord(word)).map((segment) => segment.frames);
  const covered = Math.min(1, ofWords.reduce((sum, each) => sum + each, 0) / Math.max(1, voicedFrames));
  const longest = Math.min(longestFrames, Math.max(...ofWords));
  const score =
    weights.whole * whole +
    weights.worstCharacter * worst +
    weights.covered * covered +
    weights.longestCharacter * longest +
    weights.bias;
  return 1 / (1 + Math.exp(-score));
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
