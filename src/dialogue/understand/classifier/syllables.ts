import { pinyin } from 'pinyin-pro';
import { hashOf } from './hash.ts';

/** What telephones and accents make alike: z/zh, c/ch, s/sh, n/l, f/h before u, an/ang, en/eng, in/ing. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/^([zcs])h/, '$1'],
  [/^n/, 'l'],
  [/^hu(?=[aeio])/, 'f'],
  [/([aei])ng$/, '$1n'],
  [/ü/, 'v'],
];

interface Sound {
  readonly syllable: string;
  readonly hash: number;
}

const known = new Map<string, Sound>();

/** The toneless syllable of a character, with sounds that are taken for one another made one; anything else stays as it is. */
export function soundOf(character: string): Sound {
  const before = known.get(character);
  if (before !== undefined) return before;
  const [spelt = character] = pinyin(character, { toneType: 'none', type: 'array', nonZh: 'consecutive' });
  const syllable = alike.reduce((folded, [sound, as]) => folded.replace(sound, as), spelt);
  const sound = { syllable, hash: hashOf(syllable) };
  known.set(character, sound);
  return sound;
}

export function syllablesOf(text: string): readonly string[] {
  return Array.from(text, (character) => soundOf(character).syllable);
}
