import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRtcp, parseRtcp, type RtcpPacket } from './rtcp-packet.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const report = fc.record({
  ssrc: u32,
  lostShare: fc.integer({ min: 0, max: 255 }).map((share) => share / 256),
  lostTotal: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  extendedSequence: u32,
  jitter: u32,
  lastReport: u32,
  sinceLastReport: u32,
});
const reports = fc.array(report, { maxLength: 3 });
const packet: fc.Arbitrary<RtcpPacket> = fc.oneof(
  fc.record({
    kind: fc.constant('sender-report' as const),
    ssrc: u32,
    wallMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    rtpTimestamp: u32,
    packetCount: u32,
    octetCount: u32,
    reports,
  }),
  fc.record({ kind: fc.constant('receiver-report' as const), ssrc: u32, reports }),
  fc.record({
    kind: fc.constant('source-description' as const),
    ssrc: u32,
    cname: fc.stringMatching(/^[a-z@.]{1,40}$/),
  }),
  fc.record({ kind: fc.constant('bye' as const), sources: fc.array(u32, { minLength: 1, maxLength: 3 }) }),
);

describe('RTCP', () => {
  it('parses the compounds it formats', () => {
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 4 }), (packets) => {
        expect(parseRtcp(formatRtcp(packets))).toEqual(packets);
      }),
    );
  });

  it('never throws, and takes RTP for nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => parseRtcp(bytes)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
    expect(parseRtcp(Uint8Array.of(0x80, 8, ...new Uint8Array(20)))).toBeNull();
  });

  it('keeps what stands before a broken tail and skips kinds it does not know', () => {
    const bye: RtcpPacket = { kind: 'bye', sources: [7] };
    const application = Uint8Array.of(0x80, 204, 0, 2, ...new Uint8Array(8));
    expect(parseRtcp(Uint8Array.of(...formatRtcp([bye]), ...application, 0x80, 200, 0, 99, 0, 0, 0, 0))).toEqual([bye]);
  });

  it('ends at a packet that is said to be shorter than its own head, and passes over a BYE of nobody', () => {
    const bye: RtcpPacket = { kind: 'bye', sources: [7] };
    const short = Uint8Array.of(0x80, 201, 0, 0, 0, 0, 0, 1);
    expect(parseRtcp(short)).toEqual([]);
    expect(parseRtcp(Uint8Array.of(...formatRtcp([bye]), ...short))).toEqual([bye]);
    expect(parseRtcp(Uint8Array.of(0x80, 203, 0, 1, 0, 0, 0, 1))).toEqual([]);
  });
});
