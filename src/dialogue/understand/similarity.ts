/** Characters and pairs of a sentence, weighted: what two sentences are compared by. */
export interface SentenceProfile {
  readonly weights: ReadonlyMap<string, number>;
  readonly norm: number;
  /** Odd: the sentence denies. */
  readonly denies: boolean;
}

/** Words of grammar say little about what is meant. */
const grammar = new Set('我你您他她它们的了吗呢吧啊呀嘛么是这那就也都还要个一下有在和跟请，');
const notNegations =
  /不错|没错|没问题|不好意思|不过|不管|没关系|别的|特别|不客气|要不|不得了|差不多|(.{1,2})[不没]\1|(?<=..)[不没]$/g;

/** Does a sentence deny what its words say? 不需要 does, 需要不需要 and 没问题 do not. */
export function denies(canonical: string): boolean {
  return [...canonical.replaceAll(notNegations, '').matchAll(/[不没别未无甭勿]/g)].length % 2 === 1;
}

export function profileOf(canonical: string): SentenceProfile {
  const weights = new Map<string, number>();
  const characters = Array.from(canonical).filter((character) => character !== '，');
  for (const [index, character] of characters.entries()) {
    add(weights, character, grammar.has(character) ? 0.3 : 1);
    const next = characters[index + 1];
    if (next !== undefined) add(weights, character + next, grammar.has(character) && grammar.has(next) ? 0.6 : 1.6);
  }
  const norm = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0));
  return { weights, norm, denies: denies(canonical) };
}

function add(weights: Map<string, number>, gram: string, weight: number): void {
  weights.set(gram, (weights.get(gram) ?? 0) + weight);
}

/** Cosine of two profiles, 0 to 1; much less where one denies what the other says. */
export function similarity(left: SentenceProfile, right: SentenceProfile): number {
  if (left.norm === 0 || right.norm === 0) return 0;
  const [small, large] = left.weights.size <= right.weights.size ? [left, right] : [right, left];
  let dot = 0;
  for (const [gram, weight] of small.weights) dot += weight * (large.weights.get(gram) ?? 0);
  const cosine = Math.min(1, dot / (left.norm * right.norm));
  return left.denies === right.denies ? cosine : cosine * 0.55;
}
