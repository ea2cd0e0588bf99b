/** The tokens of a sentence as BERT's vocabulary has them, by number. */
export type WordPieces = (sentence: string) => readonly number[];

/** What people say by telephone in one go is shorter. */
const mostTokens = 64;
const longestWord = 100;

/**
 * Splits sentences as BERT's tokeniser does (github.com/google-research/bert, `tokenization.py`, uncased): small letters without accents,
 * each Chinese character and each punctuation mark by itself, other words by the longest pieces that the vocabulary holds. `vocabulary` is
 * `vocab.txt`, one token a line. Throws a `RangeError` where it lacks `[CLS]`, `[SEP]` or `[UNK]`.
 */
export function wordPieces(vocabulary: string): WordPieces {
  const ids = new Map(vocabulary.split('\n').map((line, id) => [line.trimEnd(), id]));
  const special = (name: string): number => {
    const id = ids.get(name);
    if (id === undefined) throw new RangeError(`the vocabulary has no ${name}; wanted BERT's vocab.txt`);
    return id;
  };
  const [begin, end, unknown] = [special('[CLS]'), special('[SEP]'), special('[UNK]')];
  return (sentence) => {
    const tokens = wordsOf(sentence).flatMap((word) => piecesOf(word, ids) ?? [unknown]);
    return [begin, ...tokens.slice(0, mostTokens - 2), end];
  };
}

const wordsOf = (sentence: string): readonly string[] =>
  sentence
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}|\p{Cc}/gu, '')
    .match(/\p{Script=Han}|[\p{P}\p{S}]|[^\p{Script=Han}\p{P}\p{S}\s]+/gu) ?? [];

/** Null: no pieces of the vocabulary make up the word. */
function piecesOf(word: string, ids: ReadonlyMap<string, number>): readonly number[] | null {
  const letters = Array.from(word);
  if (letters.length > longestWord) return null;
  const pieces: number[] = [];
  for (let from = 0; from < letters.length;) {
    const [id, to] = longestPiece(letters, from, ids);
    if (id === undefined) return null;
    pieces.push(id);
    from = to;
  }
  return pieces;
}

function longestPiece(
  letters: readonly string[],
  from: number,
  ids: ReadonlyMap<string, number>,
): readonly [number | undefined, number] {
  for (let to = letters.length; to > from; to--) {
    const id = ids.get(`${from > 0 ? '##' : ''}${letters.slice(from, to).join('')}`);
    if (id !== undefined) return [id, to];
  }
  return [undefined, from];
}
