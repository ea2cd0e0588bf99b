import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRtp, parseRtp } from './rtp-packet.ts';

const packet = fc.record({
  marker: fc.boolean(),
  payloadType: fc.integer({ min: 0, max: 127 }).filter((type) => type < 72 || type > 76),
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
  ssrc: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 400 }),
});

describe('RTP packets', () => {
  it('parse to what was formatted', () => {
    fc.assert(
      fc.property(packet, (one) => {
        expect(parseRtp(formatRtp(one))).toEqual(one);
      }),
    );
  });

  it('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => parseRtp(bytes)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it('are read past contributing sources, an extension and padding', () => {
    const bytes = Uint8Array.of(
      0xb1,
      0x88,
      0,
      7,
      0,
      0,
      0,
      160,
      0,
      0,
      0,
      9,
      1,
      2,
      3,
      4, // one contributing source
      0xbe,
      0xde,
      0,
      1,
      5,
      6,
      7,
      8, // an extension of one word
      0xd5,
      0xd6,
      0,
      0,
      3, // three octets of padding
    );
    expect(parseRtp(bytes)).toEqual({
      marker: true,
      payloadType: 8,
      sequence: 7,
      timestamp: 160,
      ssrc: 9,
      payload: Uint8Array.of(0xd5, 0xd6),
    });
  });

  it.each([
    ['too short', new Uint8Array(11).fill(0x80)],
    ['another version', Uint8Array.of(0x40, 8, ...new Uint8Array(10))],
    ['RTCP', Uint8Array.of(0x80, 200, ...new Uint8Array(10))],
    ['an extension beyond the end', Uint8Array.of(0x90, 8, ...new Uint8Array(10), 0, 0, 0, 9)],
    ['an extension without its header', Uint8Array.of(0x90, 8, ...new Uint8Array(10))],
    ['padding longer than the packet', Uint8Array.of(0xa0, 8, ...new Uint8Array(10), 200)],
    ['padding of nothing', Uint8Array.of(0xa0, 8, ...new Uint8Array(10), 1, 0)],
  ])('are null for %s', (_what, bytes) => {
    expect(parseRtp(bytes)).toBeNull();
  });
});
