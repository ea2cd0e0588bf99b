import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeG711, encodeG711, g711Silence, type G711Codec } from './g711.ts';

const codecs: readonly G711Codec[] = ['PCMA', 'PCMU'];
const roundTrip = (codec: G711Codec, sample: number): number =>
  decodeG711(codec, encodeG711(codec, Int16Array.of(sample)))[0]!;

describe('G.711', () => {
  it('decodes the values of the tables in the recommendation', () => {
    expect([...decodeG711('PCMA', Uint8Array.of(0xd5, 0x55, 0x80, 0xaa, 0x2a))]).toEqual([8, -8, 5504, 32256, -32256]);
    expect([...decodeG711('PCMU', Uint8Array.of(0xff, 0x7f, 0x80, 0x00))]).toEqual([0, 0, 32124, -32124]);
  });

  it('encodes each code back to itself', () => {
    for (const codec of codecs)
      for (let byte = 0; byte < 256; byte++) {
        if (codec === 'PCMU' && byte === 0x7f) continue; // minus zero is sent as plus zero
        expect(encodeG711(codec, decodeG711(codec, Uint8Array.of(byte)))[0], `${codec} ${byte}`).toBe(byte);
      }
  });

  it('errs by at most a quantising step, which grows with the sample', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codecs), fc.integer({ min: -32_768, max: 32_767 }), (codec, sample) => {
        const bound = Math.max(16, Math.abs(sample) / 16 + 8) + (Math.abs(sample) > 32_000 ? 700 : 0);
        expect(Math.abs(roundTrip(codec, sample) - sample)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it('never turns a louder sample into a softer one', () => {
    for (const codec of codecs)
      for (let sample = -32_768; sample <= 32_760; sample += 7)
        expect(roundTrip(codec, sample + 7)).toBeGreaterThanOrEqual(roundTrip(codec, sample));
  });

  it('has a silence byte that decodes to nearly nothing', () => {
    for (const codec of codecs)
      expect(Math.abs(decodeG711(codec, Uint8Array.of(g711Silence[codec]))[0]!)).toBeLessThanOrEqual(8);
  });

  it('writes into a buffer at an offset', () => {
    const samples = new Int16Array(4);
    decodeG711('PCMA', Uint8Array.of(0xaa), samples, 2);
    expect([...samples]).toEqual([0, 0, 32256, 0]);
    const bytes = new Uint8Array(3);
    encodeG711('PCMU', Int16Array.of(32_124), bytes, 1);
    expect([...bytes]).toEqual([0, 0x80, 0]);
  });
});
