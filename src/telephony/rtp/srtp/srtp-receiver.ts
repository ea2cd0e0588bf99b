import { rtpHeaderLength } from '../rtp-packet.ts';
import { nearestIndex, ReplayWindow } from './packet-index.ts';
import {
  ciphersOf,
  encryptedFlag,
  rolloverOf,
  rtcpHeadBytes,
  rtcpIndexBytes,
  uint16,
  uint32,
  type Ciphers,
} from './packet-layout.ts';
import type { SrtpSuite } from './srtp-suite.ts';

/** A peer has one source at a time; more than so many genuine ones are nobody's telephone. */
const maxSources = 16;

/** Opens what the peer sealed with its key; what is not genuine, or came before, is dropped and counted. */
export class SrtpReceiver {
  readonly #ciphers: Ciphers;
  readonly #rtpSources: Sources = new Map();
  readonly #rtcpSources: Sources = new Map();
  #forged = 0;
  #replayed = 0;

  constructor(suite: SrtpSuite, masterKey: string) {
    this.#ciphers = ciphersOf(suite, masterKey);
  }

  /** Packets dropped because nobody who has the key sent them. */
  get forged(): number {
    return this.#forged;
  }

  /** Packets dropped because they had come before, or came too late to know. */
  get replayed(): number {
    return this.#replayed;
  }

  /** An RTP packet of the peer, opened; null where it is forged, replayed, or no RTP. */
  openRtp(packet: Uint8Array): Uint8Array | null {
    const { rtp } = this.#ciphers;
    const headBytes = rtpHeaderLength(packet);
    if (headBytes === null || headBytes + rtp.tagBytes > packet.length) return null;
    const ssrc = uint32(packet, 8);
    const window = this.#rtpSources.get(ssrc) ?? new ReplayWindow();
    const index = nearestIndex(window.highest, uint16(packet, 2));
    if (!window.admits(index)) return this.#drop('replayed');
    const end = packet.length - rtp.tagBytes;
    const head = packet.subarray(0, headBytes);
    const parts = { head, body: packet.subarray(headBytes, end), extra: rolloverOf(rtp, index) };
    const body = rtp.open({ ssrc, index }, parts, packet.subarray(end));
    if (!body || !isKept(this.#rtpSources, ssrc, window)) return this.#drop('forged');
    window.note(index);
    return Buffer.concat([head, body]);
  }

  /** A compound RTCP packet of the peer, opened; null where it is forged, replayed, or in clear. */
  openRtcp(packet: Uint8Array): Uint8Array | null {
    const { rtcp } = this.#ciphers;
    const end = packet.length - rtcp.tagBytes - rtcpIndexBytes;
    if (end < rtcpHeadBytes) return null;
    const indexAt = rtcp.tagBeforeIndex ? packet.length - rtcpIndexBytes : end;
    const tagAt = rtcp.tagBeforeIndex ? end : packet.length - rtcp.tagBytes;
    const extra = packet.subarray(indexAt, indexAt + rtcpIndexBytes);
    const flagged = uint32(extra, 0);
    const ssrc = uint32(packet, 4);
    const index = flagged % encryptedFlag;
    const window = this.#rtcpSources.get(ssrc) ?? new ReplayWindow();
    if (flagged < encryptedFlag) return this.#drop('forged');
    if (!window.admits(index)) return this.#drop('replayed');
    const head = packet.subarray(0, rtcpHeadBytes);
    const parts = { head, body: packet.subarray(rtcpHeadBytes, end), extra };
    const body = rtcp.open({ ssrc, index }, parts, packet.subarray(tagAt, tagAt + rtcp.tagBytes));
    if (!body || !isKept(this.#rtcpSources, ssrc, window)) return this.#drop('forged');
    window.note(index);
    return Buffer.concat([head, body]);
  }

  #drop(why: 'forged' | 'replayed'): null {
    if (why === 'forged') this.#forged++;
    else this.#replayed++;
    return null;
  }
}

/** What came of each source of the peer. */
type Sources = Map<number, ReplayWindow>;

/** Remembers a genuine source; false where there are too many already. */
function isKept(sources: Sources, ssrc: number, window: ReplayWindow): boolean {
  if (sources.has(ssrc)) return true;
  if (sources.size >= maxSources) return false;
  sources.set(ssrc, window);
  return true;
}
