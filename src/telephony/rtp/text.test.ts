import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRedundancy, parseRedundancy } from './text-redundancy.ts';
import { TextReceiver } from './text-receiver.ts';
import { TextSender } from './text-sender.ts';
import type { RtpPacket } from './rtp-packet.ts';

const sender = (redPayloadType: number | null = 99): TextSender =>
  new TextSender({
    t140PayloadType: 98,
    redPayloadType,
    ssrc: 1,
    firstSequence: 65_534,
    firstTimestamp: 0xffff_fff0,
    intervalMs: 300,
  });

/** All packets for texts appended at their times, over `durationMs`. */
function packetsFor(texts: readonly (readonly [number, string])[], durationMs: number, from = sender()): RtpPacket[] {
  const packets: RtpPacket[] = [];
  for (let nowMs = 0; nowMs <= durationMs; nowMs += 20) {
    for (const [atMs, text] of texts) if (atMs === nowMs) from.append(text);
    const packet = from.poll(nowMs);
    if (packet) packets.push(packet);
  }
  return packets;
}

const read = (packets: readonly RtpPacket[], redPayloadType: number | null = 99): string => {
  const receiver = new TextReceiver(redPayloadType);
  return packets.map((packet) => receiver.push(packet)).join('');
};

describe('redundancy payloads', () => {
  it('parse to what was formatted', () => {
    const payload = fc.record({
      older: fc.array(
        fc.record({
          timestampOffset: fc.integer({ min: 0, max: 16_383 }),
          data: fc.uint8Array({ maxLength: 60 }),
        }),
        { maxLength: 3 },
      ),
      primary: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(payload, (one) => {
        expect(parseRedundancy(formatRedundancy(one, 98))).toEqual(one);
      }),
    );
  });

  it('are null where lengths do not fit, and never throw', () => {
    expect(parseRedundancy(new Uint8Array())).toBeNull();
    expect(parseRedundancy(Uint8Array.of(0xe2, 0, 0))).toBeNull();
    expect(parseRedundancy(Uint8Array.of(0xe2, 0, 0, 9, 98, 1))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        expect(() => parseRedundancy(bytes)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('real-time text', () => {
  it('sends the first characters at once, the rest each 300 ms, and stops when all redundancy is out', () => {
    const packets = packetsFor(
      [
        [0, '你'],
        [20, '好'],
        [40, '啊'],
      ],
      3000,
    );
    expect(packets).toHaveLength(4);
    expect(packets.map(({ marker }) => marker)).toEqual([true, false, false, false]);
    expect(packets.map(({ timestamp }) => (timestamp - 0xffff_fff0) >>> 0)).toEqual([0, 300, 600, 900]);
    expect(packets.map(({ sequence }) => sequence)).toEqual([65_534, 65_535, 0, 1]);
    expect(packets.map(({ payload }) => parseRedundancy(payload)!.older.length)).toEqual([0, 1, 2, 2]);
    expect(read(packets)).toBe('你好啊');
  });

  it('arrives whole, in order and once, although every third packet is lost', () => {
    const text = '您好，我想了解一下重疾险😀。';
    const texts = Array.from(text).map((char, index) => [index * 200, char] as const);
    const packets = packetsFor(texts, 8000);
    for (const offset of [0, 1, 2]) expect(read(packets.filter((_, index) => index % 3 !== offset))).toBe(text);
  });

  it('arrives without loss or doubling whatever two packets in a row are lost and whatever is repeated', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 60, maxLength: 60 }),
        (chunks, copies) => {
          const texts = chunks.map((chunk, index) => [index * 300, chunk] as const);
          const packets = packetsFor(texts, chunks.length * 300 + 1500);
          let lostInARow = 0;
          const arriving = packets.flatMap((packet, index) => {
            const isLast = index === packets.length - 1;
            const count = copies[index] === 0 && lostInARow < 2 && !isLast ? 0 : Math.max(1, copies[index]!);
            lostInARow = count === 0 ? lostInARow + 1 : 0;
            return Array.from({ length: count }, () => packet);
          });
          expect(read(arriving)).toBe(chunks.join('').replaceAll('\uFEFF', ''));
        },
      ),
    );
  });

  it('puts one U+FFFD where more was lost than redundancy holds', () => {
    const texts = Array.from('一二三四五六七八', (char, index) => [index * 300, char] as const);
    const packets = packetsFor(texts, 4000);
    expect(read(packets.filter((_, index) => index < 2 || index > 4))).toBe('一二\uFFFD四五六七八');
  });

  it('works without redundancy, backspaces pass, byte order marks do not', () => {
    const packets = packetsFor(
      [
        [0, '好的\b吗'],
        [400, '\uFEFF对'],
      ],
      3000,
      sender(null),
    );
    expect(packets).toHaveLength(2);
    expect(read(packets, null)).toBe('好的\b吗对');
    expect(read([packets[0]!, { ...packets[1]!, sequence: packets[1]!.sequence + 1 }], null)).toBe('好的\b吗\uFFFD对');
  });

  it('begins with a byte order mark even when nobody types', () => {
    const from = sender(null);
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(from.poll(0)!.payload)).toBe('\uFEFF');
    expect(from.idle).toBe(true);
    expect(from.poll(1000)).toBeNull();
  });

  it('cuts a long paste into several packets', () => {
    const paste = '长'.repeat(450);
    const packets = packetsFor([[0, paste]], 4000);
    expect(read(packets)).toBe(paste);
    expect(Math.max(...packets.map(({ payload }) => payload.length))).toBeLessThan(2000);
  });

  it('starts anew with a new source and ignores a payload it cannot read', () => {
    const packets = packetsFor([[0, '甲']], 2000);
    const other = packetsFor([[0, '乙']], 2000).map((packet) => ({
      ...packet,
      ssrc: 2,
      sequence: packet.sequence + 9,
    }));
    expect(read([...packets, ...other])).toBe('甲乙');
    expect(read([{ ...packets[0]!, payload: new Uint8Array() }])).toBe('');
  });
});
