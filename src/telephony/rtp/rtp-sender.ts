import { dtmfPair, frameMs, toneSound } from '../../audio/index.ts';
import type { Random } from '../../foundation/random.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import { DtmfSender } from './dtmf-sender.ts';
import { RelayNumbers } from './relay-numbers.ts';
import { rtpHeaderBytes, writeRtpHeader, type RtpPacket } from './rtp-packet.ts';
import type { RtpPeer } from './rtp-peer.ts';
import { eventAtClock } from './telephone-event.ts';

const frameSamples = 160;
/** As many as a full kernel queue may hold back before the first is sent: 320 ms. */
const ringSize = 16;
/** Between frames of ours and packets passed on there is up to a frame of each. */
const longestSeam = 2 * frameSamples;

/** What a sender report tells of a stream (RFC 3550 §6.4.1); `timestamp` on the clock of the wire. */
export interface SentCounts {
  readonly ssrc: number;
  readonly packets: number;
  readonly octets: number;
  readonly timestamp: number;
}

export interface RtpSenderParts {
  readonly socket: DatagramSocket;
  readonly random: Random;
  readonly peer: RtpPeer;
  /** The first packet of the stream has left. */
  readonly begun: (nowMs: number) => void;
}

/** The stream that we send: one source, one row of numbers and times, whether of our own frames or of packets passed on. */
export class RtpSender {
  readonly #parts: RtpSenderParts;
  readonly #ring = Array.from({ length: ringSize }, () => new Uint8Array(rtpHeaderBytes + frameSamples));
  readonly #silence = new Int16Array(frameSamples);
  readonly #ssrc: number;
  #sequence: number;
  #timestamp: number;
  #sent = 0;
  #octets = 0;
  #marker = true;
  readonly #keys = new DtmfSender();
  /** The stream is made of another session's packets at present. */
  #isRelaying = false;
  /** Where the last packet of our own ended. */
  #sentTo = 0;
  readonly #relayed = new RelayNumbers();

  constructor(parts: RtpSenderParts) {
    this.#parts = parts;
    this.#ssrc = parts.random.int(2 ** 32);
    // In the lower half, so that a first packet lost near the wrap cannot confuse a rollover counter (RFC 3711 §3.3.1).
    this.#sequence = parts.random.int(2 ** 15);
    this.#timestamp = parts.random.int(2 ** 32);
  }

  get counts(): SentCounts {
    const timestamp = this.#parts.peer.wire.toWire(this.#timestamp);
    return { ssrc: this.#ssrc, packets: this.#sent, octets: this.#octets, timestamp };
  }

  get pressing(): boolean {
    return this.#keys.busy;
  }

  pressKeys(keys: string): void {
    this.#keys.press(keys);
  }

  /** The next packet begins a talkspurt (RFC 3551 §4.1), as after a change of address. */
  beginAfresh(): void {
    this.#marker = true;
  }

  /** Frames that will never be sent (the process stood still too long): time goes on without them. */
  skip(frames: number): void {
    this.#timestamp = (this.#timestamp + frames * frameSamples) >>> 0;
    this.#marker = true;
  }

  /** Sends the 20 ms that are due, unless the peer wants none; null is silence. A key being sent takes their place. */
  send(samples: Int16Array | null, nowMs: number): void {
    const { peer } = this.#parts;
    if (this.#isRelaying) this.#closeUp();
    this.#isRelaying = false;
    const timestamp = this.#timestamp;
    this.#timestamp = (timestamp + frameSamples) >>> 0;
    const { remote } = peer;
    if (!remote || !peer.hearsAt) return;
    const sounding = this.#keys.sounding;
    const slot = this.#keys.next(timestamp);
    if (slot && remote.dtmfPayloadType !== null) {
      const bytes = this.#header(slot.marker, slot.timestamp, remote.dtmfPayloadType);
      const payload = eventAtClock(slot.payload, remote.dtmfClockRateHz);
      bytes.set(payload, rtpHeaderBytes);
      this.#emitOwn(bytes.subarray(0, rtpHeaderBytes + payload.length), nowMs);
      this.#marker = true;
      return;
    }
    const key = slot && (sounding ?? this.#keys.sounding);
    const voice = key ? toneSound({ frequenciesHz: dtmfPair(key) ?? [], levelDbfs: -14 }, frameMs) : samples;
    const bytes = this.#header(this.#marker, timestamp, remote.payloadType);
    const octets = peer.coder.encode(voice ?? this.#silence, bytes, rtpHeaderBytes);
    this.#marker = false;
    this.#emitOwn(octets === frameSamples ? bytes : bytes.subarray(0, rtpHeaderBytes + octets), nowMs);
  }

  /** The 20 ms that are due come as packets to pass on: only a key is sent, in their place. */
  keepTime(nowMs: number): void {
    if (this.#keys.busy) this.send(null, nowMs);
    else this.#timestamp = (this.#timestamp + frameSamples) >>> 0;
  }

  /** Sends `samples` of sound at 8 kHz that came to another session, in its own time. */
  passOn(packet: RtpPacket, payloadType: number, samples: number, nowMs: number): void {
    const { peer } = this.#parts;
    if (!peer.hearsAt || this.#keys.busy) return;
    if (!this.#isRelaying) this.#closeUp();
    this.#isRelaying = true;
    const relayed = this.#relayed;
    if (!relayed.place(packet, this.#sequence, this.#timestamp)) return;
    const { sequence, timestamp } = relayed;
    const { payload } = packet;
    const bytes = payload.length === frameSamples ? this.#slot() : new Uint8Array(rtpHeaderBytes + payload.length);
    writeRtpHeader(bytes, {
      marker: packet.marker || relayed.begins,
      timestamp: peer.wire.toWire(timestamp),
      payloadType,
      sequence,
      ssrc: this.#ssrc,
    });
    bytes.set(payload, rtpHeaderBytes);
    this.#emit(bytes, nowMs);
    this.#marker = true;
    const next = (sequence + 1) & 0xffff;
    if (((next - this.#sequence) << 16) >> 16 <= 0) return;
    // Our own frames go on behind the newest of them.
    this.#sequence = next;
    this.#timestamp = (timestamp + samples) >>> 0;
    this.#sentTo = this.#timestamp;
  }

  /** Who speaks next speaks on where the other ended, unless there was a pause. */
  #closeUp(): void {
    const pause = (this.#timestamp - this.#sentTo) | 0;
    if (this.#sent > 0 && pause <= longestSeam) this.#timestamp = this.#sentTo;
  }

  #header(marker: boolean, timestamp: number, payloadType: number): Uint8Array {
    const bytes = this.#slot();
    const onWire = this.#parts.peer.wire.toWire(timestamp);
    writeRtpHeader(bytes, { marker, timestamp: onWire, payloadType, sequence: this.#sequence, ssrc: this.#ssrc });
    return bytes;
  }

  #slot(): Uint8Array {
    return this.#ring[this.#sent % ringSize] as Uint8Array;
  }

  #emitOwn(bytes: Uint8Array, nowMs: number): void {
    this.#relayed.leave();
    this.#sentTo = this.#timestamp;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#emit(bytes, nowMs);
  }

  #emit(bytes: Uint8Array, nowMs: number): void {
    const { socket, peer, begun } = this.#parts;
    const to = peer.hearsAt;
    if (!to) return;
    socket.send(peer.srtp ? peer.srtp.sender.sealRtp(bytes) : bytes, to);
    this.#octets += bytes.length - rtpHeaderBytes;
    if (this.#sent++ === 0) begun(nowMs);
  }
}
