import { rtpHeaderLength } from '../rtp-packet.ts';
import { nearestIndex } from './packet-index.ts';
import {
  ciphersOf,
  encryptedFlag,
  rolloverOf,
  rtcpHeadBytes,
  uint16,
  uint32,
  uint32Bytes,
  type Ciphers,
} from './packet-layout.ts';
import type { SrtpSuite } from './srtp-suite.ts';

/** Seals what we send with one key, and counts: an index used twice under a key would give both packets away. */
export class SrtpSender {
  readonly #ciphers: Ciphers;
  #ssrc: number | null = null;
  #sentIndex: number | null = null;
  #reports = 0;

  constructor(suite: SrtpSuite, masterKey: string) {
    this.#ciphers = ciphersOf(suite, masterKey);
  }

  /** An RTP packet of ours, sealed. A source's packets come in the order of their sequence numbers. */
  sealRtp(packet: Uint8Array): Uint8Array {
    const ssrc = uint32(packet, 8);
    const index = nearestIndex(ssrc === this.#ssrc ? this.#sentIndex : null, uint16(packet, 2));
    this.#ssrc = ssrc;
    this.#sentIndex = index;
    const headBytes = rtpHeaderLength(packet) ?? packet.length;
    const head = packet.subarray(0, headBytes);
    const { body, tag } = this.#ciphers.rtp.seal(
      { ssrc, index },
      { head, body: packet.subarray(headBytes), extra: rolloverOf(this.#ciphers.rtp, index) },
    );
    return Buffer.concat([head, body, tag]);
  }

  /** A compound RTCP packet of ours, sealed. */
  sealRtcp(packet: Uint8Array): Uint8Array {
    const index = this.#reports++;
    const { rtcp } = this.#ciphers;
    const head = packet.subarray(0, rtcpHeadBytes);
    const extra = uint32Bytes(encryptedFlag + index);
    const { body, tag } = rtcp.seal(
      { ssrc: uint32(packet, 4), index },
      { head, body: packet.subarray(rtcpHeadBytes), extra },
    );
    return rtcp.tagBeforeIndex ? Buffer.concat([head, body, tag, extra]) : Buffer.concat([head, body, extra, tag]);
  }
}
