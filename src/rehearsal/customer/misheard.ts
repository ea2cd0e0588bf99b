import { pinyin } from 'pinyin-pro';
import type { Random } from '../../foundation/random.ts';

/** Words as the recogniser gives them, and how sure it is (0–1). */
export interface HeardWords {
  readonly text: string;
  readonly confidence: number;
}

/** Of the syllables that come out otherwise: as another character of like sound, not at all, or twice. */
const shareAlike = 0.7;
const shareDropped = 0.18;

/**
 * What a recogniser makes of words: each syllable comes out otherwise with the chance `noise`. Confidence falls with what went wrong,
 * and a little by itself.
 */
export function mishear(words: string, noise: number, random: Random): HeardWords {
  const heard: string[] = [];
  let wrong = 0;
  for (const character of words) {
    if (!/\p{Script=Han}/u.test(character) || random.next() >= noise) {
      heard.push(character);
      continue;
    }
    wrong += 1;
    const how = random.next();
    if (how < shareAlike) heard.push(soundsLike(character, random));
    else if (how >= shareAlike + shareDropped) heard.push(character, character);
  }
  const share = wrong / Math.max(1, words.length);
  return { text: heard.join(''), confidence: Math.max(0.2, 1 - share * 1.2 - random.next() * 0.1) };
}

function soundsLike(character: string, random: Random): string {
  const others = (alike().get(soundOf(character)) ?? []).filter((other) => other !== character);
  return others[random.int(others.length)] ?? character;
}

/** Syllables that recognisers and dialects do not tell apart have one sound: no tone, an = ang, en = eng, in = ing, zh = z, n = l. */
function soundOf(character: string): string {
  return pinyin(character, { toneType: 'none' })
    .replace(/([aei])ng$/u, '$1n')
    .replace(/^([zcs])h/u, '$1')
    .replace(/^n(?=[aeiouü])/u, 'l');
}

let commonBySound: ReadonlyMap<string, readonly string[]> | null = null;

/** The 3 755 common characters (the first level of GB 2312) by their sound, read once. */
function alike(): ReadonlyMap<string, readonly string[]> {
  if (commonBySound !== null) return commonBySound;
  const read = new TextDecoder('gb18030');
  const bySound = new Map<string, string[]>();
  for (let row = 0xb0; row <= 0xd7; row++) {
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++) {
      const character = read.decode(Uint8Array.of(row, cell));
      const sound = soundOf(character);
      bySound.set(sound, [...(bySound.get(sound) ?? []), character]);
    }
  }
  commonBySound = bySound;
  return bySound;
}
