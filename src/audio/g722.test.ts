import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../foundation/random.ts';
import { noiseSound } from './comfort-noise.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { toneSound } from './tone.ts';

/** Both filters together: 22 samples of 16 kHz. */
const delay = 22;

const throughBoth = (sound: Int16Array): Int16Array => new G722Decoder().decode(new G722Encoder().encode(sound));

/** Signal to noise in decibel, the first 50 ms left out: the step size has to find its place. */
function snrDb(sound: Int16Array, back: Int16Array): number {
  let signal = 0;
  let noise = 0;
  for (let at = 800; at + delay < sound.length; at++) {
    signal += (sound[at] as number) ** 2;
    noise += ((back[at + delay] as number) - (sound[at] as number)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

const tone = (frequencyHz: number, levelDbfs: number): Int16Array =>
  Int16Array.from({ length: 16_000 }, (_, at) =>
    Math.round(32_767 * 10 ** (levelDbfs / 20) * Math.sin((2 * Math.PI * frequencyHz * at) / 16_000)),
  );

describe('G.722', () => {
  it.each([
    [300, 35],
    [1_000, 35],
    [2_500, 30],
    [3_400, 25],
    [5_000, 12],
    [6_500, 10],
  ])('keeps a tone of %i Hz with at least %i dB over its noise, at three levels', (frequencyHz, wantedDb) => {
    for (const levelDbfs of [-6, -20, -35]) {
      const sound = tone(frequencyHz, levelDbfs);
      expect(snrDb(sound, throughBoth(sound))).toBeGreaterThan(wantedDb);
    }
  });

  it('makes one byte of two samples', () => {
    expect(new G722Encoder().encode(new Int16Array(320))).toHaveLength(160);
    expect(new G722Decoder().decode(new Uint8Array(160))).toHaveLength(320);
  });

  it('keeps silence silent', () => {
    expect(Math.max(...throughBoth(new Int16Array(3_200)).map(Math.abs))).toBeLessThan(8);
  });

  it('comes back in step after lost packets', () => {
    const sound = tone(700, -12);
    const bytes = new G722Encoder().encode(sound);
    const decoder = new G722Decoder();
    decoder.decode(bytes.subarray(0, 1_600));
    const after = decoder.decode(bytes.subarray(2_400));
    expect(snrDb(sound.subarray(4_800), after)).toBeGreaterThan(25);
  });

  it('does the same in pieces as in one go', () => {
    const sound = noiseSound(seededRandom(4), 200, -15, 16_000);
    const encoder = new G722Encoder();
    const pieces = Uint8Array.from(
      Array.from({ length: 10 }, (_, at) => [...encoder.encode(sound.subarray(at * 320, at * 320 + 320))]).flat(),
    );
    expect(pieces).toEqual(new G722Encoder().encode(sound));
  });

  it('stays in the bounds of 16 bits whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 100, maxLength: 800 }), (bytes) => {
        const sound = new G722Decoder().decode(bytes);
        const again = new G722Encoder().encode(sound);
        expect(again).toHaveLength(bytes.length);
      }),
    );
  });

  it('carries key tones of a telephone', () => {
    const narrow = toneSound({ frequenciesHz: [697, 1209], levelDbfs: -14 }, 500);
    const wide = Int16Array.from({ length: narrow.length * 2 }, (_, at) => narrow[at >> 1] as number);
    expect(snrDb(wide, throughBoth(wide))).toBeGreaterThan(20);
  });
});
