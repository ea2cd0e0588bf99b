import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertFrame, samplesPerFrame } from './audio-frame.ts';
import { encodeG711 } from './g711.ts';
import { levelDbfs } from './level.ts';
import { toneSound } from './tone.ts';
import { joined } from './joined.ts';
import { formatWav, formatWavHeader, framesOf, parseWav, readAsTelephoneSound, telephoneSound } from './wav.ts';

const pcm = formatWav({ sampleRateHz: 8000, channels: 1, samples: Int16Array.of(1, -2, 3) });
const patched = (change: (view: DataView) => void): Uint8Array => {
  const copy = pcm.slice();
  change(new DataView(copy.buffer));
  return copy;
};

describe('wav files', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8000 as const, 16000 as const),
        fc.constantFrom(1 as const, 2 as const),
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 50 }),
        (sampleRateHz, channels, values) => {
          const sound = { sampleRateHz, channels, samples: Int16Array.from(values) };
          expect(parseWav(formatWav(sound), 'x.wav')).toEqual(sound);
        },
      ),
    );
  });

  it('reads G.711, an extensible header, foreign chunks and a size left open by a dead recorder', () => {
    const header = formatWavHeader(8000, 1, 2);
    const view = new DataView(header.buffer);
    view.setUint16(20, 6, true);
    view.setUint16(34, 8, true);
    const alaw = new Uint8Array([...header, ...encodeG711('PCMA', Int16Array.of(1000, -1000))]);
    expect([...parseWav(alaw, 'a.wav').samples]).toEqual([1008, -1008]);

    const list = [...new TextEncoder().encode('LIST'), 3, 0, 0, 0, 1, 2, 3, 0];
    const withList = new Uint8Array([...pcm.subarray(0, 12), ...list, ...pcm.subarray(12)]);
    expect([...parseWav(withList, 'l.wav').samples]).toEqual([1, -2, 3]);

    expect([
      ...parseWav(
        patched((v) => v.setUint32(40, 0xffffffff, true)),
        'open.wav',
      ).samples,
    ]).toEqual([1, -2, 3]);

    const extension = new Uint8Array(24);
    new DataView(extension.buffer).setUint16(8, 1, true);
    const wide = new Uint8Array([...pcm.subarray(0, 36), ...extension, ...pcm.subarray(36)]);
    const wideView = new DataView(wide.buffer);
    wideView.setUint32(16, 40, true);
    wideView.setUint16(20, 0xfffe, true);
    expect([...parseWav(wide, 'wide.wav').samples]).toEqual([1, -2, 3]);
  });

  it.each([
    ['is no RIFF/WAVE file', new Uint8Array(3)],
    ['has no format chunk', pcm.subarray(0, 12)],
    ['has no data chunk', pcm.subarray(0, 36)],
    ['holds format 85', patched((view) => view.setUint16(20, 85, true))],
    ['has 3 channels', patched((view) => view.setUint16(22, 3, true))],
    ['has 44100 Hz', patched((view) => view.setUint32(24, 44_100, true))],
    ['has 24 bits a sample', patched((view) => view.setUint16(34, 24, true))],
  ])('refuses a file that %s, and says what is wanted', (found, bytes) => {
    expect(() => parseWav(bytes, 'prompt.wav')).toThrow(
      `wav file 'prompt.wav': ${found}; wanted 16-bit PCM or G.711, 8000 or 16000 Hz, 1 or 2 channels`,
    );
  });

  it('makes telephone sound of stereo and of 16 kHz', () => {
    expect([...telephoneSound({ sampleRateHz: 8000, channels: 2, samples: Int16Array.of(100, 300, -5, -7) })]).toEqual([
      200, -6,
    ]);
    const wide = toneSound({ frequenciesHz: [800], levelDbfs: -12 }, 100, 16000);
    const narrow = telephoneSound({ sampleRateHz: 16000, channels: 1, samples: wide });
    expect(narrow).toHaveLength(800);
    expect(levelDbfs(narrow.subarray(50, -50))).toBeCloseTo(-12, 0);
  });

  it('makes telephone sound of a file of any rate, and refuses those below the telephone', () => {
    const tone = toneSound({ frequenciesHz: [800], levelDbfs: -12 }, 1_000);
    const atRate = (sampleRateHz: number): Uint8Array => {
      const step = 8_000 / sampleRateHz;
      const samples = Int16Array.from(
        { length: 2 * sampleRateHz },
        (_, index) => tone[Math.floor((index >> 1) * step)] ?? 0,
      );
      const bytes = formatWav({ sampleRateHz: 8000, channels: 2, samples });
      new DataView(bytes.buffer).setUint32(24, sampleRateHz, true);
      return bytes;
    };
    for (const rate of [8_000, 16_000, 22_050, 44_100, 48_000]) {
      const sound = readAsTelephoneSound(atRate(rate), 'x.wav');
      expect(Math.abs(sound.length - 8_000)).toBeLessThanOrEqual(2);
      expect(levelDbfs(sound.subarray(100, -100))).toBeCloseTo(-12, 0);
    }
    expect(() => readAsTelephoneSound(atRate(6_000), 'x.wav')).toThrow(
      'has 6000 Hz; wanted 16-bit PCM or G.711, 8000 to',
    );
  });

  it('cuts frames and fills the last', () => {
    const frames = framesOf(new Int16Array(161).fill(7));
    expect(frames.map((frame) => frame.length)).toEqual([160, 160]);
    expect([...frames[1]!.subarray(0, 3)]).toEqual([7, 0, 0]);
    expect([...joined(frames)].lastIndexOf(7)).toBe(160);
    expect(joined(frames)).toHaveLength(320);
  });
});

describe('audio frames', () => {
  it('refuse a rate or a length that is not what the stage wants', () => {
    expect(samplesPerFrame(16000)).toBe(320);
    expect(() => assertFrame({ samples: new Int16Array(160), sampleRateHz: 8000 }, 8000)).not.toThrow();
    expect(() => assertFrame({ samples: new Int16Array(320), sampleRateHz: 16000 }, 8000)).toThrow(
      '320 samples at 16000 Hz, wanted 160 at 8000 Hz',
    );
  });
});
