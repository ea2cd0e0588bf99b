import type { Random } from '../../foundation/random.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import type { ReceptionStatistics } from './reception-statistics.ts';
import { compactNtp, formatRtcp, parseRtcp, type ReceptionReport, type RtcpPacket } from './rtcp-packet.ts';
import type { NetworkAddress } from './source-latch.ts';
import type { SrtpSession } from './srtp/srtp-session.ts';

/** RFC 3550 §6.2: five seconds, varied by half so that many calls do not report together. */
const intervalMs = 5000;

/** What the peer last said about what we send. */
export interface PeerReport {
  readonly lostShare: number;
  readonly jitterMs: number;
  /** Null until the peer has answered one of our sender reports. */
  readonly roundTripMs: number | null;
}

export interface SentCounts {
  readonly ssrc: number;
  readonly packets: number;
  readonly octets: number;
  readonly timestamp: number;
}

/** The control side of one RTP session: reports every five seconds, BYE at the end. Stepped by who asks whether one `isDue`. */
export class RtcpSession {
  readonly #socket: DatagramSocket;
  readonly #random: Random;
  readonly #cname: string;
  readonly #wallMs: () => number;
  #dueMs: number | null = null;
  #lastSenderReport: { readonly compactNtp: number; readonly arrivedAtMs: number } | null = null;
  #peer: PeerReport | null = null;
  #peerLeft = false;
  #lastCameAtMs: number | null = null;
  #ratio = 1;
  #srtp: SrtpSession | null = null;

  /** `isPeer`: whether a report from there is a sign of the peer's life. */
  constructor(
    socket: DatagramSocket,
    random: Random,
    wallMs: () => number,
    nowMs: () => number,
    isPeer: (from: NetworkAddress) => boolean,
  ) {
    this.#socket = socket;
    this.#random = random;
    this.#cname = `${random.hex(8)}@waihu.invalid`;
    this.#wallMs = wallMs;
    socket.onMessage((bytes, from, cameAtMs) => {
      const presentMs = nowMs();
      const arrivedAtMs = cameAtMs ?? presentMs;
      const isRtcp = this.#receive(bytes, arrivedAtMs, wallMs() - (presentMs - arrivedAtMs));
      if (isRtcp && isPeer(from)) this.#lastCameAtMs = arrivedAtMs;
    });
  }

  /** Reports count jitter at the clock of the codec, which is so many times ours. */
  count(ratio: number): void {
    this.#ratio = ratio;
  }

  /** Reports go and come sealed from now on; null: in clear. */
  secure(srtp: SrtpSession | null): void {
    this.#srtp = srtp;
  }

  get peerReport(): PeerReport | null {
    return this.#peer;
  }

  /** When the peer last sent a report. */
  get lastCameAtMs(): number | null {
    return this.#lastCameAtMs;
  }

  /** The peer has said BYE. */
  get peerLeft(): boolean {
    return this.#peerLeft;
  }

  /** Time for a report. */
  isDue(nowMs: number): boolean {
    this.#dueMs ??= this.#nextDueMs(nowMs);
    return nowMs >= this.#dueMs;
  }

  report(
    nowMs: number,
    to: NetworkAddress,
    sent: SentCounts,
    reception: ReceptionStatistics,
    peerSsrc: number | null,
  ): void {
    this.#dueMs = this.#nextDueMs(nowMs);
    this.#send([...this.#reports(nowMs, sent, reception, peerSsrc)], to);
  }

  bye(
    nowMs: number,
    to: NetworkAddress,
    sent: SentCounts,
    reception: ReceptionStatistics,
    peerSsrc: number | null,
  ): void {
    this.#send([...this.#reports(nowMs, sent, reception, peerSsrc), { kind: 'bye', sources: [sent.ssrc] }], to);
  }

  #nextDueMs(nowMs: number): number {
    return nowMs + intervalMs * (0.5 + this.#random.next());
  }

  #send(packets: readonly RtcpPacket[], to: NetworkAddress): void {
    const compound = formatRtcp(packets);
    this.#socket.send(this.#srtp ? this.#srtp.sender.sealRtcp(compound) : compound, {
      address: to.address,
      port: to.port + 1,
    });
  }

  *#reports(
    nowMs: number,
    sent: SentCounts,
    reception: ReceptionStatistics,
    peerSsrc: number | null,
  ): Generator<RtcpPacket> {
    const last = this.#lastSenderReport;
    const reports: ReceptionReport[] =
      peerSsrc === null
        ? []
        : [
            {
              ...scaled(reception.report(peerSsrc), this.#ratio),
              lastReport: last?.compactNtp ?? 0,
              sinceLastReport: last ? Math.round((nowMs - last.arrivedAtMs) * 65.536) : 0,
            },
          ];
    if (sent.packets === 0) yield { kind: 'receiver-report', ssrc: sent.ssrc, reports };
    else
      yield {
        kind: 'sender-report',
        ssrc: sent.ssrc,
        wallMs: this.#wallMs(),
        rtpTimestamp: sent.timestamp,
        packetCount: sent.packets,
        octetCount: sent.octets,
        reports,
      };
    yield { kind: 'source-description', ssrc: sent.ssrc, cname: this.#cname };
  }

  /** False where it was no RTCP of ours to read. */
  #receive(bytes: Uint8Array, arrivedAtMs: number, arrivedWallMs: number): boolean {
    const clear = this.#srtp ? this.#srtp.receiver.openRtcp(bytes) : bytes;
    const packets = (clear && parseRtcp(clear)) ?? [];
    for (const packet of packets) {
      if (packet.kind === 'bye') this.#peerLeft = true;
      if (packet.kind === 'sender-report')
        this.#lastSenderReport = { compactNtp: compactNtp(packet.wallMs), arrivedAtMs };
      if (packet.kind !== 'sender-report' && packet.kind !== 'receiver-report') continue;
      const report = packet.reports[0];
      if (report)
        this.#peer = {
          lostShare: report.lostShare,
          jitterMs: report.jitter / (8 * this.#ratio),
          roundTripMs: report.lastReport === 0 ? null : roundTripMs(report, arrivedWallMs),
        };
    }
    return packets.length > 0;
  }
}

const scaled = <Report extends { readonly jitter: number }>(report: Report, ratio: number): Report => ({
  ...report,
  jitter: report.jitter * ratio,
});

function roundTripMs(report: ReceptionReport, arrivedWallMs: number): number {
  const units = (compactNtp(arrivedWallMs) - report.lastReport - report.sinceLastReport) | 0;
  return Math.max(0, units / 65.536);
}
