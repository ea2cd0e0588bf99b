import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SoundCache } from './sound-cache.ts';
import { keyOf } from './sound-library.ts';
import { Sound } from './sound.ts';

describe('a sound in the making', () => {
  it('reads back what was appended, from anywhere, and ends once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 6 }), fc.nat(20_000), (sizes, position) => {
        const sound = new Sound();
        const all: number[] = [];
        for (const size of sizes) {
          const chunk = Int16Array.from({ length: size }, (_, index) => (all.length + index) % 9999);
          all.push(...chunk);
          sound.append(chunk, 'bell');
        }
        const into = new Int16Array(160);
        const count = sound.read(position, into, 10);
        expect([...into.subarray(10, 10 + count)]).toEqual(all.slice(position, position + 150));
        sound.end('bell');
        sound.append(new Int16Array(5));
        expect([...sound.samples()]).toEqual(all);
        expect([sound.ended, sound.provider, sound.cached, sound.lengthSamples]).toEqual([
          true,
          'bell',
          false,
          all.length,
        ]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the sound cache', () => {
  const entry = (samples: number) => ({ samples: new Int16Array(samples), provider: 'bell' });

  it('drops what was used least recently, by bytes', () => {
    const cache = new SoundCache(1000);
    cache.set('a', entry(200));
    cache.set('b', entry(200));
    cache.get('a');
    cache.set('c', entry(200));
    expect([cache.get('a'), cache.get('b'), cache.get('c')].map((found) => found !== null)).toEqual([
      true,
      false,
      true,
    ]);
    expect(cache.bytes).toBe(800);
    cache.set('a', entry(100));
    expect(cache.bytes).toBe(600);
    cache.set('huge', entry(5000));
    expect(cache.bytes).toBe(0);
  });
});

describe('the address of a sound', () => {
  const voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;

  it('is the same for the same text, voice and recording however written, and another for any other', () => {
    const item = { text: '您好', voice, audioFile: null };
    const turned = { pitch: 1, speed: 1, emotion: 'neutral', language: 'cmn' } as const;
    expect(keyOf({ ...item, voice: turned })).toBe(keyOf(item));
    const others = [
      { ...item, text: '你好' },
      { ...item, voice: { ...voice, speed: 1.2 } },
      { ...item, voice: { ...voice, name: 'anna' } },
      { ...item, audioFile: '/p/a.wav' },
      { ...item, audioFile: '/p/b.wav' },
    ];
    expect(new Set([item, ...others].map(keyOf)).size).toBe(6);
  });
});
