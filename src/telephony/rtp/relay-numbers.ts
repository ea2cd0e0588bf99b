import type { RtpPacket } from './rtp-packet.ts';

/** Packets behind the newest whose coming is remembered: bits of one word. */
const rememberedPackets = 32;
/** A greater step is no loss and no delay: the sender has begun anew (`MAX_DROPOUT`, RFC 3550 A.1). */
const longestStep = 3_000;
/** The same for timestamps, at 8 kHz: ten seconds of a silence that is not sent. */
const longestPause = 80_000;
const allCame = -1;

type PacketNumbers = Pick<RtpPacket, 'ssrc' | 'sequence' | 'timestamp'>;

/**
 * Numbers for packets that go on as they came: they join our own stream behind its last packet, and from there keep the
 * distances of the sender's sequence numbers and timestamps, so that what was lost, late or not sent shows to who gets them.
 * Each sequence number is given once: with SRTP the same one twice would give both packets away.
 */
export class RelayNumbers {
  #ssrc: number | null = null;
  #newestCame = 0;
  #newestCameTimestamp = 0;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  /** Bit `n`: the packet `n` before the newest has gone on, or had its number taken. */
  #gone = allCame;
  /** Of the packet placed last. */
  sequence = 0;
  timestamp = 0;
  /** Of the packet placed last: the stream begins, or begins anew. */
  begins = false;

  /** Another kind of packet was sent: the next one is placed behind it. */
  leave(): void {
    this.#ssrc = null;
  }

  /** Finds the numbers of a packet; false where it must not go on, because it came twice or far too late. `next…`: of our stream. */
  place(packet: PacketNumbers, nextSequence: number, nextTimestamp: number): boolean {
    const step = ((packet.sequence - this.#newestCame) << 16) >> 16;
    const pause = (packet.timestamp - this.#newestCameTimestamp) | 0;
    this.begins = packet.ssrc !== this.#ssrc || Math.abs(step) > longestStep || Math.abs(pause) > longestPause;
    if (this.begins) this.#begin(packet, nextSequence, nextTimestamp);
    else if (!this.#isNew(step)) return false;
    if (this.begins || step > 0) {
      this.#newestCame = packet.sequence;
      this.#newestCameTimestamp = packet.timestamp;
    }
    this.sequence = (packet.sequence + this.#sequenceOffset) & 0xffff;
    this.timestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    return true;
  }

  #begin(packet: PacketNumbers, nextSequence: number, nextTimestamp: number): void {
    this.#ssrc = packet.ssrc;
    this.#sequenceOffset = nextSequence - packet.sequence;
    this.#timestampOffset = nextTimestamp - packet.timestamp;
    this.#gone = allCame;
  }

  #isNew(step: number): boolean {
    if (step > 0) {
      this.#gone = step >= rememberedPackets ? 1 : (this.#gone << step) | 1;
      return true;
    }
    const bit = step <= -rememberedPackets ? 0 : 1 << -step;
    if (bit === 0 || (this.#gone & bit) !== 0) return false;
    this.#gone |= bit;
    return true;
  }
}
