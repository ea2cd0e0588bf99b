import { pinyin } from 'pinyin-pro';
import type { Random } from '../../src/foundation/random.ts';
import type { Example } from './examples.ts';

const fillers = ['嗯', '呃', '那个', '就是', '啊', '这个', '就是说', '哎'];
const noisyShare = 1 / 3;

/** Hears a third of the sentences as a recogniser in a bad line does: a homophone, a lost or doubled syllable, a filler. */
export function misrecognise(examples: readonly Example[], random: Random): readonly Example[] {
  const alike = homophones(examples.map(({ text }) => text));
  return examples.map(({ text, intent }) => {
    if (random.next() >= noisyShare) return { text, intent };
    const once = misheard(text, alike, random);
    return { text: random.next() < 0.5 ? once : misheard(once, alike, random), intent };
  });
}

/** The characters of `texts` that sound like a character, tones aside, without it. */
function homophones(texts: readonly string[]): (character: string) => readonly string[] {
  const syllableOf = (character: string): string => pinyin(character, { toneType: 'none' });
  const bySyllable = new Map<string, string[]>();
  for (const character of new Set(texts.join(''))) {
    if (!/\p{Script=Han}/u.test(character)) continue;
    const syllable = syllableOf(character);
    bySyllable.set(syllable, [...(bySyllable.get(syllable) ?? []), character]);
  }
  return (character) => (bySyllable.get(syllableOf(character)) ?? []).filter((other) => other !== character);
}

function misheard(text: string, alike: (character: string) => readonly string[], random: Random): string {
  const characters = Array.from(text);
  const at = random.int(characters.length);
  const character = characters[at] ?? '';
  const replaceBy = (heard: string): string => characters.with(at, heard).join('');
  const others = alike(character);
  switch (random.int(4)) {
    case 0:
      return others.length === 0 ? text : replaceBy(others[random.int(others.length)] ?? character);
    case 1:
      return characters.length < 4 ? text : replaceBy('');
    case 2:
      return replaceBy(character + character);
    default:
      return replaceBy(`${fillers[random.int(fillers.length)] ?? ''}${character}`);
  }
}
