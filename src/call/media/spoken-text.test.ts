import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatedSpeechMs, spokenPrefix } from './spoken-text.ts';

describe('spokenPrefix()', () => {
  it('cuts Chinese at a character and Latin words and numbers at their ends', () => {
    expect(spokenPrefix('您好，请问', 0.5)).toBe('您好');
    expect(spokenPrefix('say hello to', 0.5)).toBe('say ');
    expect(spokenPrefix('保额200万', 0.6)).toBe('保额');
    expect(spokenPrefix('😀😀', 0.5)).toBe('😀');
  });

  it('grows from nothing to all as the share grows', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (text, share) => {
          const spoken = spokenPrefix(text, share);
          expect(text.startsWith(spoken)).toBe(true);
          expect(spokenPrefix(text, Math.min(1, share + 0.3)).length).toBeGreaterThanOrEqual(spoken.length);
        },
      ),
    );
    expect(spokenPrefix('你好', 0)).toBe('');
    expect(spokenPrefix('你好', 1)).toBe('你好');
    expect(spokenPrefix('你好', -1)).toBe('');
  });
});

describe('estimatedSpeechMs()', () => {
  it('takes a Chinese character for longer than a letter', () => {
    expect(estimatedSpeechMs('你好')).toBe(440);
    expect(estimatedSpeechMs('hi')).toBe(160);
  });
});
