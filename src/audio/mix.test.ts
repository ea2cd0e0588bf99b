import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toneShare } from './goertzel.ts';
import { holdMusic } from './hold-music.ts';
import { levelDbfs } from './level.ts';
import { Loop } from './loop.ts';
import { FrameMixer } from './mix.ts';

const sample = fc.integer({ min: -32_768, max: 32_767 });
const frame = fc.array(sample, { minLength: 160, maxLength: 160 }).map((samples) => Int16Array.from(samples));
const clipped = (sum: number): number => Math.max(-32_768, Math.min(32_767, sum));

describe('a frame mixer', () => {
  it('gives the exact sum of all frames, saturated once, frame after frame', () => {
    const mixer = new FrameMixer(160);
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const before = frames.map((one) => one.slice());
        for (const one of frames) mixer.add(one);
        const mixed = mixer.take();
        if (!mixed) return frames.length === 0;
        for (let index = 0; index < 160; index++)
          expect(mixed[index]).toBe(clipped(frames.reduce((sum, one) => sum + one[index]!, 0)));
        expect(frames).toEqual(before);
        return true;
      }),
      { numRuns: 50 },
    );
  });

  it('does not clip what other voices take back', () => {
    const mixer = new FrameMixer(2);
    for (const level of [30_000, 30_000, -30_000]) mixer.add(new Int16Array(2).fill(level));
    expect(mixer.take()).toEqual(Int16Array.of(30_000, 30_000));
  });
});

describe('a loop', () => {
  it('begins anew where it ends, in the middle of a piece too', () => {
    const loop = new Loop(Int16Array.of(1, 2, 3));
    const into = new Int16Array(4);
    loop.read(into);
    expect([...into]).toEqual([1, 2, 3, 1]);
    loop.read(into);
    expect([...into]).toEqual([2, 3, 1, 2]);
  });
});

describe('the music for who waits', () => {
  const music = holdMusic();

  it('is made once, 16 s long, and of the loudness of a calm voice', () => {
    expect(holdMusic()).toBe(music);
    expect(music).toHaveLength(16 * 8000);
    expect(levelDbfs(music)).toBeGreaterThan(-32);
    expect(levelDbfs(music)).toBeLessThan(-20);
    expect(music.reduce((most, one) => Math.max(most, Math.abs(one)), 0)).toBeLessThan(9000);
  });

  it('never pauses, and loops without a click', () => {
    for (let at = 0; at < music.length; at += 1600)
      expect(levelDbfs(music.subarray(at, at + 1600))).toBeGreaterThan(-45);
    const step = (index: number): number => Math.abs(music[(index + 1) % music.length]! - music[index]!);
    const largest = music.reduce(
      (most, _, index) => (index + 1 < music.length ? Math.max(most, step(index)) : most),
      0,
    );
    expect(step(music.length - 1)).toBeLessThanOrEqual(largest);
    expect(music[0]).not.toBe(0); // the last notes ring on
  });

  it('begins with the notes that were written', () => {
    const first = music.subarray(0, 3200);
    expect(toneShare(first, 220 * 2 ** (24 / 12), 8000)).toBeGreaterThan(0.3);
    expect(toneShare(first, 220 * 2 ** (25 / 12), 8000)).toBeLessThan(0.01);
  });
});
