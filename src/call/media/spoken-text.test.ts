import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpokenText } from './spoken-text.ts';

const said = (text: string, share: number): string => text.slice(0, new SpokenText(text).lengthAt(share));

describe('SpokenText', () => {
  it('cuts Chinese at a character and Latin words and numbers at their ends', () => {
    expect(said('您好，请问', 0.5)).toBe('您好');
    expect(said('say hello to', 0.5)).toBe('say ');
    expect(said('保额200万', 0.6)).toBe('保额');
    expect(said('😀😀', 0.5)).toBe('😀');
  });

  it('grows from nothing to all as the share grows', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (text, share) => {
          const spoken = new SpokenText(text);
          expect(spoken.lengthAt(share)).toBeLessThanOrEqual(text.length);
          expect(spoken.lengthAt(share + 0.3)).toBeGreaterThanOrEqual(spoken.lengthAt(share));
        },
      ),
    );
    expect(said('你好', 0)).toBe('');
    expect(said('你好', 1)).toBe('你好');
    expect(said('hello', 1)).toBe('hello');
    expect(said('你好', -1)).toBe('');
    expect(said('', 1)).toBe('');
  });

  it('takes a Chinese character for longer than a letter', () => {
    expect(new SpokenText('你好').estimatedMs).toBe(440);
    expect(new SpokenText('hi').estimatedMs).toBe(160);
  });

  it('follows the words that the engine has told of, and guesses only between them', () => {
    const spoken = new SpokenText('您好，保额200万');
    const at = (position: number): string =>
      spoken.text.slice(
        0,
        spoken.lengthAtSample(position, 16_000, [
          { textLength: 2, atSample: 8_000 },
          { textLength: 8, atSample: 12_000 },
        ]),
      );
    expect(at(3_999)).toBe('');
    expect(at(4_000)).toBe('您');
    expect(at(8_000)).toBe('您好');
    expect(at(10_000)).toBe('您好，保额');
    expect(at(12_000)).toBe('您好，保额200');
    expect(at(16_000)).toBe('您好，保额200万');
    expect(spoken.lengthAtSample(8_000, 16_000, [])).toBe(spoken.lengthAt(0.5));
    expect(new SpokenText('').lengthAtSample(0, 0, [{ textLength: 0, atSample: 0 }])).toBe(0);
  });
});
