import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur } from '../voice/murmur.ts';
import { Mouth, typedBy, type MouthFrame } from './mouth.ts';

function all(mouth: Mouth): MouthFrame[] {
  const frames: MouthFrame[] = [];
  for (let frame = mouth.next(); frame; frame = mouth.next()) frames.push(frame);
  return frames;
}

describe('Mouth', () => {
  it('types the words of a sentence in step with its voice, the last with the last voiced frame', () => {
    const mouth = new Mouth();
    mouth.say({ kind: 'speech', text: '五十万吧。', samples: murmur('五十万吧。') });
    const frames = all(mouth);
    expect(frames.map(({ text }) => text).join('')).toBe('五十万吧。');
    const lastVoiced = frames.findIndex((frame) => frame.lastVoiced);
    const lastCharacter = frames.findIndex((frame) => frame.lastCharacter);
    expect(lastCharacter).toBe(lastVoiced);
    expect(frames.findIndex(({ text }) => text !== '')).toBeGreaterThanOrEqual(
      frames.findIndex(({ voiced }) => voiced),
    );
    expect(frames[0]?.begins).toBe(true);
    expect(frames.filter(({ ends }) => ends)).toHaveLength(1);
    expect(frames.at(-1)?.ends).toBe(true);
  });
  it('says one thing after the other', () => {
    const mouth = new Mouth();
    mouth.say({ kind: 'tone', frequencyHz: 1_000, lengthMs: 100 });
    mouth.say({ kind: 'pause', lengthMs: 50 });
    mouth.say({ kind: 'keys', keys: '10' });
    expect(mouth.busy).toBe(true);
    const frames = all(mouth);
    expect(frames.filter(({ voiced }) => voiced)).toHaveLength(5);
    expect(frames.flatMap(({ press }) => press ?? [])).toEqual(['1', '0']);
    expect(frames).toHaveLength(5 + 3 + 30);
    expect(mouth.busy).toBe(false);
  });
  it('says a sentence without sound too', () => {
    const mouth = new Mouth();
    mouth.say({ kind: 'speech', text: '好', samples: new Int16Array(320) });
    expect(all(mouth).map(({ text }) => text)).toEqual(['', '好']);
  });
});

it('typedBy() never goes back, and is complete exactly from the last voiced frame on', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(200), fc.integer({ min: 1, max: 60 }), (first, length, characters) => {
      const last = first + length;
      let before = 0;
      for (let frame = 0; frame <= last; frame++) {
        const typed = typedBy(frame, first, last, characters);
        expect(typed).toBeGreaterThanOrEqual(before);
        expect(typed === characters).toBe(frame >= last);
        before = typed;
      }
      expect(before).toBe(characters);
    }),
  );
});
