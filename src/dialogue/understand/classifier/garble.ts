import type { Random } from '../../../foundation/random.ts';
import { soundOf } from './syllables.ts';

const hesitations = ['嗯', '那个', '就是', '这个', '啊'] as const;
const shortestToLose = 4;

/** Says a sentence as a recogniser on a bad line writes it: one or two syllables taken for others that `texts` have, lost, or hesitated over. */
export function garbler(texts: readonly string[], random: Random): (text: string) => string {
  const alike = new Map<string, string[]>();
  for (const character of new Set(texts.join(''))) {
    const { syllable } = soundOf(character);
    const known = alike.get(syllable);
    if (known === undefined) alike.set(syllable, [character]);
    else known.push(character);
  }
  const once = (characters: readonly string[]): readonly string[] => {
    const at = random.int(characters.length);
    const character = characters[at] ?? '';
    const others = alike.get(soundOf(character).syllable) ?? [];
    switch (random.int(3)) {
      case 0:
        return characters.with(at, others[random.int(others.length)] ?? character);
      case 1:
        return characters.length < shortestToLose ? characters : characters.toSpliced(at, 1);
      default:
        return characters.toSpliced(at, 0, hesitations[random.int(hesitations.length)] ?? '');
    }
  };
  return (text) => {
    const garbled = once(Array.from(text));
    return (random.int(2) === 0 ? garbled : once(garbled)).join('');
  };
}
