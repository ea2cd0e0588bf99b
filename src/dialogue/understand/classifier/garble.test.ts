import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { garbler } from './garble.ts';
import { syllablesOf } from './syllables.ts';

const texts = ['我在开车', '再见', '凯歌', '不用了'];
const hundred = (text: string): readonly string[] => {
  const garble = garbler(texts, seededRandom(5));
  return Array.from({ length: 100 }, () => garble(text));
};

describe('garbler()', () => {
  it('garbles the same way from the same seed', () => {
    expect(hundred('我在开车')).toEqual(hundred('我在开车'));
  });

  it('takes a syllable for another that sounds alike, loses one, or hesitates', () => {
    const garbled = new Set(hundred('我在开车'));
    expect([...garbled]).toEqual(expect.arrayContaining(['我再开车', '在开车', '我那个在开车']));
  });

  it('loses nothing of short sentences', () => {
    const heard = new Set(
      hundred('再见')
        .filter((text) => text.length === 2)
        .map((text) => syllablesOf(text).join(' ')),
    );
    expect([hundred('再见').some((text) => text.length < 2), ...heard]).toEqual([false, 'zai jian']);
  });
});
