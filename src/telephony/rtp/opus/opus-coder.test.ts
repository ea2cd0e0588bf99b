import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, levelDbfs, toneShare, toneSound } from '../../../audio/index.ts';
import { OpusCoder } from './opus-coder.ts';
import { loadOpus, opusHere } from './opus-library.ts';

const frame = 160;

/** What a coder makes of sound: packets of 20 ms. */
function packetsOf(samples: Int16Array, coder = new OpusCoder()): readonly Uint8Array[] {
  return Array.from({ length: samples.length / frame }, (_, at) => {
    const octets = new Uint8Array(200);
    const count = coder.encode(samples.subarray(at * frame, (at + 1) * frame), octets, 12);
    return octets.subarray(12, 12 + count);
  });
}

describe('Opus where there is none', () => {
  it('is refused by name', () => {
    expect(() => loadOpus('win32')).toThrow(expect.objectContaining({ code: 'no-opus' }));
    expect(() => new OpusCoder(null)).toThrow(expect.objectContaining({ code: 'no-opus' }));
  });
});

describe.skipIf(opusHere() === null)('Opus (libopus: apt-get install libopus0)', () => {
  it.each([300, 440, 1_000, 2_400])(
    'carries a tone of %i Hz at its loudness, in less than half of what G.711 takes',
    (hz) => {
      const tone = toneSound({ frequenciesHz: [hz], levelDbfs: -15 }, 1_000);
      const packets = packetsOf(tone);
      const octets = packets.reduce((sum, { length }) => sum + length, 0);
      expect(octets).toBeLessThan(packets.length * 80);
      const decoder = new OpusCoder();
      const heard = joined(packets.map((packet) => decoder.decode(packet).slice())).subarray(1_600);
      expect(heard.length).toBe(tone.length - 1_600);
      expect(toneShare(heard, hz, 8_000)).toBeGreaterThan(0.9);
      expect(Math.abs(levelDbfs(heard) + 15)).toBeLessThan(2);
    },
  );

  it('tells how long a packet is', () => {
    const [first] = packetsOf(toneSound({ frequenciesHz: [440], levelDbfs: -15 }, 20));
    const coder = new OpusCoder();
    expect([coder.samplesIn(first!), coder.samplesIn(new Uint8Array(0))]).toEqual([frame, 0]);
  });

  it('takes what was lost from the copy in the next packet', () => {
    // Speech-like: the copies are of voice, and a steady tone would hide a lost frame.
    const voice = Int16Array.from({ length: 8_000 }, (_, at) =>
      Math.round(
        9_000 *
          Math.sin((2 * Math.PI * (150 + at / 80) * at) / 8_000) *
          (0.5 + 0.5 * Math.sin((2 * Math.PI * 4 * at) / 8_000)),
      ),
    );
    const packets = packetsOf(voice);
    const whole = new OpusCoder();
    const all = packets.map((packet) => whole.decode(packet).slice());
    const likeness = (recovered: boolean): number => {
      const decoder = new OpusCoder();
      let same = 0;
      for (const [at, packet] of packets.entries()) {
        if (at % 7 === 3) continue;
        if (at % 7 === 4 && recovered) same += likenessOf(decoder.recover(packet), all[at - 1]!);
        decoder.decode(packet);
      }
      return same / packets.filter((_, at) => at % 7 === 4).length;
    };
    expect(likeness(true)).toBeGreaterThan(0.8);
  });

  it('makes of any octets at most 120 ms of sound or nothing, and goes on to work', () => {
    const coder = new OpusCoder();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_500 }), fc.boolean(), (octets, lost) => {
        const samples = lost ? coder.recover(octets) : coder.decode(octets);
        expect(samples.length).toBeLessThanOrEqual(960);
        expect(samples.includes(-32_768)).toBe(false);
        expect(coder.samplesIn(octets)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 10_000 },
    );
    const packets = packetsOf(toneSound({ frequenciesHz: [440, 1_330], levelDbfs: -15 }, 1_000));
    const damage = fc.array(fc.tuple(fc.nat(159), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...packets), damage, fc.nat(160), (packet, changes, length) => {
        const broken = packet.slice(0, length);
        for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
        expect(coder.decode(broken).length).toBeLessThanOrEqual(960);
      }),
      { numRuns: 10_000 },
    );
    const tone = toneSound({ frequenciesHz: [1_000], levelDbfs: -15 }, 1_000);
    const heard = joined(packetsOf(tone).map((packet) => coder.decode(packet).slice()));
    expect(toneShare(heard.subarray(4_000), 1_000, 8_000)).toBeGreaterThan(0.9);
  });
});

/** Of two pieces: their normalised correlation. */
function likenessOf(one: Int16Array, other: Int16Array): number {
  let [product, ones, others] = [0, 0, 0];
  for (const [at, value] of one.entries()) {
    product += value * other[at]!;
    ones += value * value;
    others += other[at]! ** 2;
  }
  return product / Math.sqrt(ones * others || 1);
}
