import { pinyin } from 'pinyin-pro';

/** What telephones and accents make alike: z/zh, c/ch, s/sh, n/l, f/h before u, an/ang, en/eng, in/ing. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/^([zcs])h/, '$1'],
  [/^n/, 'l'],
  [/^hu(?=[aeio])/, 'f'],
  [/([aei])ng$/, '$1n'],
  [/ü/, 'v'],
];

const known = new Map<string, string>();

/** The toneless syllable of a character, with sounds that are taken for one another made one; anything else stays as it is. */
export function syllableOf(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const [spelt = character] = pinyin(character, { toneType: 'none', type: 'array', nonZh: 'consecutive' });
  const syllable = alike.reduce((folded, [sound, as]) => folded.replace(sound, as), spelt);
  known.set(character, syllable);
  return syllable;
}

export function syllablesOf(text: string): readonly string[] {
  return Array.from(text, syllableOf);
}
