import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import { formatSessionDescription } from './format-session-description.ts';
import { parseSessionDescription, sdpBounds } from './parse-session-description.ts';
import { mirrored, narrowed, type Direction, type SessionDescription } from './session-description.ts';

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`;
const head = ['v=0', 'o=- 20 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];

/** What reading throws; null where it is read. */
function faultOf(text: string): unknown {
  try {
    parseSessionDescription(text);
    return null;
  } catch (error) {
    return error;
  }
}

describe('parseSessionDescription()', () => {
  it('reads addresses, static and mapped payload types, directions and packet time', () => {
    const text = lines(
      ...head,
      'a=recvonly',
      'm=audio 4000 RTP/AVP 8 18 101',
      'c=IN IP4 192.0.2.9',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=ptime:20',
      'a=x-unknown:1',
      'm=image 0 udptl t38',
    );
    expect(parseSessionDescription(text)).toEqual({
      origin: { sessionId: '20', version: 1, address: '192.0.2.1' },
      address: '192.0.2.1',
      media: [
        {
          kind: 'audio',
          port: 4_000,
          protocol: 'RTP/AVP',
          formats: ['8', '18', '101'],
          address: '192.0.2.9',
          codecs: [
            { payloadType: 8, name: 'PCMA', clockRateHz: 8_000, parameters: null },
            { payloadType: 18, name: 'G729', clockRateHz: 8_000, parameters: null },
            { payloadType: 101, name: 'telephone-event', clockRateHz: 8_000, parameters: '0-16' },
          ],
          direction: 'recvonly',
          ptimeMs: 20,
        },
        {
          kind: 'image',
          port: 0,
          protocol: 'udptl',
          formats: ['t38'],
          address: null,
          codecs: [],
          direction: 'recvonly',
          ptimeMs: null,
        },
      ],
    });
  });

  it.each([
    ['hello', 1, 'a line of the form x=…'],
    [lines('o=- 1 1 IN IP4 1.2.3.4', 'v=0', 'm=audio 1 RTP/AVP 8'), 1, 'v=0 first'],
    [lines('v=1'), 1, 'a well-formed v= line'],
    [lines('v=0', 's=-', 'm=audio 1 RTP/AVP 8'), 2, 'o= second'],
    [lines('v=0', 'o=- x 1 IN IP4 1.2.3.4'), 2, 'a well-formed o= line'],
    [lines(...head, 'm=audio RTP/AVP 8'), 6, 'a well-formed m= line'],
    [lines(...head, 'm=audio 70000 RTP/AVP 8'), 6, 'a port up to 65535'],
    [lines(...head, 'm=audio 4000 RTP/AVP 8', 'c=IN IP4'), 7, 'a well-formed c= line'],
    [lines(...head), 0, 'at least one medium'],
    [
      lines(...head.filter((line) => !line.startsWith('c=')), 'm=audio 4000 RTP/AVP 8'),
      0,
      'an address for every medium',
    ],
    [lines(...head, ...Array.from({ length: 600 }, () => 'a=x'), 'm=audio 1 RTP/AVP 8'), 0, 'at most 500'],
    ['v=0\r\n'.padEnd(40_000, 'x'), 0, 'at most 32768'],
  ])('refuses %j: line %i, wanted %s', (text, line, wanted) => {
    expect(faultOf(text)).toMatchObject({
      code: 'sdp-broken',
      facts: { line },
      message: expect.stringMatching(line === 0 ? /^SDP: / : new RegExp(`^SDP line ${line}: `)),
    });
    expect(messageOf(faultOf(text))).toContain(`wanted ${wanted}`);
  });

  it('reads texts that look like numbers, and more than one port', () => {
    const text = lines('v=0', 'o=- 20 1 IN IP4 5', 's=-', 'c=IN IP4 7', 't=0 0', 'm=x-y 4000/2 1 8', 'm=5 1 RTP/AVP 0');
    expect(parseSessionDescription(text)).toMatchObject({
      origin: { address: '5', version: 1 },
      address: '7',
      media: [
        { kind: 'x-y', port: 4_000, protocol: '1', formats: ['8'] },
        { kind: '5', port: 1, protocol: 'RTP/AVP', codecs: [{ name: 'PCMU' }] },
      ],
    });
  });

  it.each([
    ['length', [...head, ...Array.from({ length: 10 }, () => `a=${'x'.repeat(4_000)}`), 'm=audio 1 RTP/AVP 0']],
    ['lines', [...head, ...Array.from({ length: sdpBounds.lines }, () => 'a=x'), 'm=audio 1 RTP/AVP 0']],
    ['lineLength', [...head, `m=audio 1 RTP/AVP ${'0 '.repeat(sdpBounds.lineLength)}`]],
    ['media', [...head, ...Array.from({ length: sdpBounds.media + 1 }, () => 'm=audio 1 RTP/AVP 0')]],
    ['formats', [...head, `m=audio 1 RTP/AVP${' 0'.repeat(sdpBounds.formats + 1)}`]],
  ] as const)('refuses what is beyond its bound of %s', (bound, text) => {
    expect(faultOf(lines(...text))).toMatchObject({ code: 'sdp-broken' });
    expect(messageOf(faultOf(lines(...text)))).toContain(`at most ${sdpBounds[bound]}`);
  });

  it('throws nothing but coded errors on any text', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...head, 'm=audio 1 RTP/AVP 8', 'a=rtpmap:8', 'a=ptime:x'));
    const onlyCoded = fc.property(fc.array(line), (parts) => {
      const fault = faultOf(parts.join('\r\n'));
      return fault === null || fault instanceof CodedError;
    });
    expect(fc.check(onlyCoded)).toMatchObject({ failed: false });
  });
});

describe('formatSessionDescription()', () => {
  it('writes what parseSessionDescription() reads back the same', () => {
    const address = fc.constantFrom('192.0.2.7', '10.1.2.3', '2001:db8::7');
    const codec = fc.record({
      payloadType: fc.integer({ min: 96, max: 127 }),
      name: fc.constantFrom('opus', 'telephone-event', 't140', 'red', 'L16'),
      clockRateHz: fc.constantFrom(8_000, 1_000, 48_000),
      parameters: fc.constantFrom(null, '0-16', '100/100/100', '5'),
    });
    const medium = fc
      .record({
        kind: fc.constantFrom('audio', 'text', 'video'),
        port: fc.integer({ min: 1, max: 65_535 }),
        codecs: fc.uniqueArray(codec, { minLength: 1, maxLength: 4, selector: ({ payloadType }) => payloadType }),
        address: fc.option(address),
        direction: fc.constantFrom<Direction>('sendrecv', 'sendonly', 'recvonly', 'inactive'),
        ptimeMs: fc.option(fc.constantFrom(10, 20, 30)),
      })
      .map((one) => ({
        ...one,
        protocol: 'RTP/AVP',
        formats: one.codecs.map(({ payloadType }) => String(payloadType)),
      }));
    const session: fc.Arbitrary<SessionDescription> = fc.record({
      origin: fc.record({ sessionId: fc.integer({ min: 0 }).map(String), version: fc.nat(), address }),
      address,
      media: fc.array(medium, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(session, (description) => {
        expect(parseSessionDescription(formatSessionDescription(description))).toEqual(description);
      }),
    );
  });
});

describe('directions', () => {
  const all: Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

  it('mirrored() names what the other side does', () => {
    expect(all.map(mirrored)).toEqual(['sendrecv', 'recvonly', 'sendonly', 'inactive']);
  });

  it('narrowed() keeps what both allow', () => {
    expect(all.map((one) => all.map((other) => narrowed(one, other)))).toEqual([
      ['sendrecv', 'sendonly', 'recvonly', 'inactive'],
      ['sendonly', 'sendonly', 'inactive', 'inactive'],
      ['recvonly', 'inactive', 'recvonly', 'inactive'],
      ['inactive', 'inactive', 'inactive', 'inactive'],
    ]);
  });
});
