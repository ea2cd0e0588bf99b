/**
 * What one RTCP packet of a compound says (RFC 3550 §6). Kinds we have no use for are skipped.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|   count |  SR 200 RR 201 SDES 202 BYE 203  | words − 1   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  SSRC · SR: NTP (64) RTP time (32) packets (32) octets (32)   |
 * |  count × block: SSRC · lost share (8) lost (24) · last        |
 * |          sequence (32) · jitter (32) · LSR (32) · DLSR (32)   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export type RtcpPacket =
  | {
      readonly kind: 'sender-report';
      readonly ssrc: number;
      /** Wall time of the report, milliseconds since the Unix epoch. */
      readonly wallMs: number;
      readonly rtpTimestamp: number;
      readonly packetCount: number;
      readonly octetCount: number;
      readonly reports: readonly ReceptionReport[];
    }
  | { readonly kind: 'receiver-report'; readonly ssrc: number; readonly reports: readonly ReceptionReport[] }
  | { readonly kind: 'source-description'; readonly ssrc: number; readonly cname: string }
  | { readonly kind: 'bye'; readonly sources: readonly number[] };

export interface ReceptionReport {
  readonly ssrc: number;
  /** Share of packets lost since the report before, 0 to 1. */
  readonly lostShare: number;
  readonly lostTotal: number;
  readonly extendedSequence: number;
  /** In timestamp units. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report, and the time since, in 1/65 536 s. */
  readonly lastReport: number;
  readonly sinceLastReport: number;
}

/** Seconds from 1900 to 1970. */
const ntpEpochSec = 2_208_988_800;
const types = { 'sender-report': 200, 'receiver-report': 201, 'source-description': 202, bye: 203 } as const;

/** The packets of a compound, null where it is no RTCP at all. A broken tail is left out. */
export function parseRtcp(bytes: Uint8Array): readonly RtcpPacket[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || bytes[0] === undefined || bytes[0] >> 6 !== 2) return null;
  if ((bytes[1] as number) < 200 || (bytes[1] as number) > 207) return null;
  const packets: RtcpPacket[] = [];
  for (let offset = 0; offset + 8 <= bytes.length;) {
    const length = (view.getUint16(offset + 2) + 1) * 4;
    if (length < 8 || offset + length > bytes.length) break;
    const packet = parseOne(new DataView(bytes.buffer, bytes.byteOffset + offset, length));
    if (packet) packets.push(packet);
    offset += length;
  }
  return packets;
}

function parseOne(view: DataView): RtcpPacket | null {
  const count = view.getUint8(0) & 0x1f;
  const ssrc = view.getUint32(4);
  switch (view.getUint8(1)) {
    case types['sender-report']:
      if (view.byteLength < 28) return null;
      return {
        kind: 'sender-report',
        ssrc,
        wallMs: Math.round((view.getUint32(8) - ntpEpochSec + view.getUint32(12) / 2 ** 32) * 1000),
        rtpTimestamp: view.getUint32(16),
        packetCount: view.getUint32(20),
        octetCount: view.getUint32(24),
        reports: readReports(view, 28, count),
      };
    case types['receiver-report']:
      return { kind: 'receiver-report', ssrc, reports: readReports(view, 8, count) };
    case types['source-description']:
      return readCname(view, ssrc);
    case types.bye:
      if (count === 0 || view.byteLength < 4 + count * 4) return null;
      return { kind: 'bye', sources: Array.from({ length: count }, (_, index) => view.getUint32(4 + index * 4)) };
    default:
      return null;
  }
}

function readReports(view: DataView, start: number, count: number): ReceptionReport[] {
  const reports: ReceptionReport[] = [];
  for (let at = start; reports.length < count && at + 24 <= view.byteLength; at += 24)
    reports.push({
      ssrc: view.getUint32(at),
      lostShare: view.getUint8(at + 4) / 256,
      lostTotal: (view.getInt32(at + 4) << 8) >> 8,
      extendedSequence: view.getUint32(at + 8),
      jitter: view.getUint32(at + 12),
      lastReport: view.getUint32(at + 16),
      sinceLastReport: view.getUint32(at + 20),
    });
  return reports;
}

function readCname(view: DataView, ssrc: number): RtcpPacket | null {
  if (view.byteLength < 10 || view.getUint8(8) !== 1) return null;
  const length = Math.min(view.getUint8(9), view.byteLength - 10);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + 10, length);
  return { kind: 'source-description', ssrc, cname: new TextDecoder().decode(bytes) };
}

/** A compound of the given packets, in their order. */
export function formatRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const parts = packets.map(formatOne);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function formatOne(packet: RtcpPacket): Uint8Array {
  switch (packet.kind) {
    case 'sender-report': {
      const view = begin(packet.kind, packet.reports.length, 28 + packet.reports.length * 24);
      view.setUint32(4, packet.ssrc);
      view.setUint32(8, Math.floor(packet.wallMs / 1000) + ntpEpochSec);
      view.setUint32(12, ((packet.wallMs % 1000) / 1000) * 2 ** 32);
      view.setUint32(16, packet.rtpTimestamp);
      view.setUint32(20, packet.packetCount);
      view.setUint32(24, packet.octetCount);
      writeReports(view, 28, packet.reports);
      return bytesOf(view);
    }
    case 'receiver-report': {
      const view = begin(packet.kind, packet.reports.length, 8 + packet.reports.length * 24);
      view.setUint32(4, packet.ssrc);
      writeReports(view, 8, packet.reports);
      return bytesOf(view);
    }
    case 'source-description': {
      const name = new TextEncoder().encode(packet.cname).subarray(0, 255);
      // Items end with a zero octet and are padded to whole words.
      const view = begin(packet.kind, 1, Math.ceil((10 + name.length + 1) / 4) * 4);
      view.setUint32(4, packet.ssrc);
      view.setUint8(8, 1);
      view.setUint8(9, name.length);
      bytesOf(view).set(name, 10);
      return bytesOf(view);
    }
    case 'bye': {
      const view = begin(packet.kind, packet.sources.length, 4 + packet.sources.length * 4);
      for (const [index, source] of packet.sources.entries()) view.setUint32(4 + index * 4, source);
      return bytesOf(view);
    }
  }
}

function begin(kind: RtcpPacket['kind'], count: number, length: number): DataView {
  const view = new DataView(new ArrayBuffer(length));
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, types[kind]);
  view.setUint16(2, length / 4 - 1);
  return view;
}

function writeReports(view: DataView, start: number, reports: readonly ReceptionReport[]): void {
  for (const [index, report] of reports.entries()) {
    const at = start + index * 24;
    view.setUint32(at, report.ssrc);
    view.setInt32(at + 4, Math.max(-0x80_0000, Math.min(0x7f_ffff, report.lostTotal)) & 0xff_ffff);
    view.setUint8(at + 4, Math.min(255, Math.round(report.lostShare * 256)));
    view.setUint32(at + 8, report.extendedSequence);
    view.setUint32(at + 12, report.jitter);
    view.setUint32(at + 16, report.lastReport);
    view.setUint32(at + 20, report.sinceLastReport);
  }
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** The middle 32 bits of an NTP time: how a receiver report points at a sender report. */
export function compactNtp(wallMs: number): number {
  const seconds = (Math.floor(wallMs / 1000) + ntpEpochSec) % 65_536;
  return seconds * 65_536 + Math.floor(((wallMs % 1000) / 1000) * 65_536);
}
