/**
 * One RTP packet (RFC 3550 §5.1). The payload is a view into the datagram: copy it to keep it.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |   contributing sources (CC × 4 octets), extension (where X)   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export interface RtpPacket {
  readonly marker: boolean;
  readonly payloadType: number;
  /** 16 bits. */
  readonly sequence: number;
  /** 32 bits. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

export const rtpHeaderBytes = 12;

/** Null where the datagram is no RTP: too short, another version, RTCP (payload types 72–76), lengths that do not add up. */
export function parseRtp(bytes: Uint8Array): RtpPacket | null {
  if (bytes.length < rtpHeaderBytes) return null;
  const first = bytes[0] as number;
  const second = bytes[1] as number;
  const payloadType = second & 0x7f;
  if (first >> 6 !== 2 || (payloadType >= 72 && payloadType <= 76)) return null;
  const start = payloadStart(bytes, first);
  const end = bytes.length - (first & 0x20 ? (bytes.at(-1) as number) : 0);
  if (start === null || start > end || ((first & 0x20) !== 0 && end === bytes.length)) return null;
  return {
    marker: (second & 0x80) !== 0,
    payloadType,
    sequence: uint16At(bytes, 2),
    timestamp: uint32At(bytes, 4),
    ssrc: uint32At(bytes, 8),
    payload: bytes.subarray(start, end),
  };
}

/** Octets before the payload: header, contributing sources, extension. Null where the datagram is no RTP. */
export function rtpHeaderLength(bytes: Uint8Array): number | null {
  const first = bytes[0] ?? 0;
  if (bytes.length < rtpHeaderBytes || first >> 6 !== 2) return null;
  const length = payloadStart(bytes, first);
  return length !== null && length <= bytes.length ? length : null;
}

function payloadStart(bytes: Uint8Array, first: number): number | null {
  const afterSources = rtpHeaderBytes + (first & 0x0f) * 4;
  if ((first & 0x10) === 0) return afterSources;
  if (afterSources + 4 > bytes.length) return null;
  return afterSources + 4 + uint16At(bytes, afterSources + 2) * 4;
}

// Thousands of headers a second: bytes read and written by hand cost a tenth of a DataView made for each.
const uint16At = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const uint32At = (bytes: Uint8Array, at: number): number => uint16At(bytes, at) * 65_536 + uint16At(bytes, at + 2);

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Writes the header into the first 12 bytes of `into`. */
export function writeRtpHeader(into: Uint8Array, packet: Omit<RtpPacket, 'payload'>): void {
  into[0] = 0x80;
  into[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  into[2] = packet.sequence >> 8;
  into[3] = packet.sequence;
  writeUint32(into, 4, packet.timestamp);
  writeUint32(into, 8, packet.ssrc);
}

export function formatRtp(packet: RtpPacket): Uint8Array {
  const bytes = new Uint8Array(rtpHeaderBytes + packet.payload.length);
  writeRtpHeader(bytes, packet);
  bytes.set(packet.payload, rtpHeaderBytes);
  return bytes;
}
