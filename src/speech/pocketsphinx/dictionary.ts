/** Each character's ways to be said, phones of the acoustic model with blanks between. */
export type Pronunciations = ReadonlyMap<string, readonly string[]>;

const character = /^\p{Script=Han}$/u;
/** As the dictionary writes the name of a letter: `A.` */
const letter = /^[A-Z]\.$/;
/** `了(2)`: another way to say the word. */
const otherWay = /\(\d+\)$/;

/**
 * Reads the single characters, and the names of letters (as lower case), out of a CMU dictionary such as `mandarin_notone.dic`:
 * a word and its phones a line. Words of more characters are passed over: phrases are spelt by character.
 */
export function parsePronunciations(text: string): Pronunciations {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [entry = '', ...phones] = line.trim().split(/\s+/);
    const word = entry.replace(otherWay, '');
    if (phones.length === 0 || !(character.test(word) || letter.test(word))) continue;
    const key = letter.test(word) ? word.charAt(0).toLowerCase() : word;
    const ways = found.get(key) ?? [];
    const way = phones.join(' ');
    if (!ways.includes(way)) found.set(key, [...ways, way]);
  }
  return found;
}

/** What a decoder must be given to hear a character: its word, and `word(2)` for a second way to say it. */
export function wordsOf(key: string, pronunciations: Pronunciations): { word: string; phones: string }[] {
  const ways = pronunciations.get(key) ?? [];
  return ways.map((phones, index) => ({ word: index === 0 ? key : `${key}(${index + 1})`, phones }));
}
