import { pinyin } from 'pinyin-pro';

/** Syllables that telephones and accents make one: zh and z, n and l, ing and in. */
function folded(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=[aeiouv])/, 'l')
    .replace(/^h(?=u)/, 'f')
    .replace(/^f(?:u(?=[aeio]))?/, 'f')
    .replace(/([aei])ng$/, '$1n');
}

/** One syllable a character, folded, with its tone where `tones` are to tell words apart; null for what is no Chinese character. */
export function soundsOf(text: string, tones = false): readonly (string | null)[] {
  return text.split(/(\p{Script=Han}+)/u).flatMap((part, index) => {
    if (index % 2 === 0) return Array.from(part, () => null);
    const syllables = pinyin(part, { toneType: 'num', type: 'array', v: true });
    return syllables.map((syllable) => folded(syllable.replace(/\d$/, '')) + (tones ? syllable.slice(-1) : ''));
  });
}

/** Its dictionary is made ready by the first word, which takes tens of milliseconds: better at start than within a call. */
soundsOf('一');

/** Where in `text` something sounds like `word`; -1 where nothing does. */
export function placeOfSound(text: readonly (string | null)[], word: readonly (string | null)[]): number {
  if (word.length === 0 || word.includes(null)) return -1;
  return text.findIndex((_, at) => word.every((syllable, index) => text[at + index] === syllable));
}
