import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VoiceFrames } from './voice-frames.ts';

const ramp = (from: number, count: number): Int16Array =>
  Int16Array.from({ length: count }, (_, index) => from + index);

describe('voice frames', () => {
  it('pass packets of 20 ms through as they are', () => {
    const samples = ramp(0, 160);
    expect(new VoiceFrames().push(7, samples)).toEqual([{ timestamp: 7, samples }]);
  });

  it('hold each sample of unbroken packets of any length once, in order, at its timestamp', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(80, 160, 240, 320, 480), { minLength: 1, maxLength: 20 }), (sizes) => {
        const frames = new VoiceFrames();
        const out: number[] = [];
        let position = 0;
        for (const size of sizes) {
          for (const frame of frames.push((0xffff_ff00 + position) >>> 0, ramp(position, size))) {
            expect((frame.timestamp - 0xffff_ff00) >>> 0).toBe(out.length);
            out.push(...frame.samples);
          }
          position += size;
        }
        expect(out).toEqual([...ramp(0, Math.floor(position / 160) * 160)]);
      }),
    );
  });

  it('leave out what is late and start afresh after a gap', () => {
    const frames = new VoiceFrames();
    frames.push(1600, ramp(0, 160));
    expect(frames.push(1440, ramp(0, 160))).toEqual([]);
    frames.push(1760, ramp(0, 80));
    expect(frames.push(3200, ramp(5, 160))).toEqual([{ timestamp: 3200, samples: ramp(5, 160) }]);
  });

  it('conceal what was lost when the next packet comes: softer and softer, each frame at its timestamp', () => {
    const frames = new VoiceFrames();
    const voice = Int16Array.from({ length: 160 }, (_, index) => 1_000 + index);
    frames.push(0, voice);
    const came = frames.push(480, voice);
    expect(came.map(({ timestamp }) => timestamp)).toEqual([160, 320, 480]);
    const peaks = came.map(({ samples }) => samples.reduce((most, sample) => Math.max(most, sample), 0));
    expect(peaks[0]).toBeGreaterThan(500);
    expect(peaks[1]).toBeLessThan(peaks[0]!);
    expect(came[0]!.samples[0]).toBe(Math.trunc(voice[159]! * 0.8));
    expect(came[2]!.samples).toEqual(voice);
  });

  it('conceal nothing where more than 100 ms are missing: the sender paused', () => {
    const frames = new VoiceFrames();
    frames.push(0xffff_ff60, ramp(0, 160));
    expect(frames.push(800, ramp(0, 160))).toHaveLength(6);
    expect(frames.push(800 + 160 + 960, ramp(0, 160))).toHaveLength(1);
  });
});
