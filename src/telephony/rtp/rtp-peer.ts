import { Losses } from './losses.ts';
import { SourceLatch, type NetworkAddress } from './source-latch.ts';
import { srtpFor, type SrtpSession } from './srtp/srtp-session.ts';
import type { SrtpKeys } from './srtp/srtp-suite.ts';
import { clockRateOf } from './voice-codecs.ts';
import { voiceCoder, type VoiceCodec, type VoiceCoder } from './voice-coder.ts';
import { WireClock } from './wire-clock.ts';

/** Where a session sends and what it takes. */
export interface RtpRemote extends NetworkAddress {
  readonly codec: VoiceCodec;
  readonly payloadType: number;
  /** Payload type of telephone-event (RFC 4733); null: keys go and come as sound. */
  readonly dtmfPayloadType: number | null;
  /** The clock of its durations; 8 000 where absent. */
  readonly dtmfClockRateHz?: number;
  /** Which way sound goes, as seen by us: `sendonly` sends and does not listen. */
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** The peer takes comfort noise (RFC 3389): packets of it may go on to it. It may send them whether agreed or not. */
  readonly comfortNoise?: boolean;
  /** Keys of SRTP, for RTCP too; absent: in clear. */
  readonly srtp?: SrtpKeys;
}

/** What both directions of a stream know of who is at its far end. */
export class RtpPeer {
  #remote: RtpRemote | null = null;
  #latch: SourceLatch | null = null;
  #srtp: SrtpSession | null = null;
  #coder: VoiceCoder = voiceCoder('PCMA');
  #wire = new WireClock(clockRateOf('PCMA'));
  #losses = new Losses();

  /** Null before it is known, and after the end. */
  get remote(): RtpRemote | null {
    return this.#remote;
  }

  get latch(): SourceLatch | null {
    return this.#latch;
  }

  get srtp(): SrtpSession | null {
    return this.#srtp;
  }

  get coder(): VoiceCoder {
    return this.#coder;
  }

  /** Everything here counts at 8 kHz; the wire counts at its codec's rate. */
  get wire(): WireClock {
    return this.#wire;
  }

  get losses(): Losses {
    return this.#losses;
  }

  /** Where it is known and wants to hear us, the address to send to. */
  get hearsAt(): NetworkAddress | null {
    const remote = this.#remote;
    if (!remote || !this.#latch || remote.port === 0 || remote.address === '0.0.0.0') return null;
    return remote.direction === 'sendrecv' || remote.direction === 'sendonly' ? this.#latch.target : null;
  }

  get speaks(): boolean {
    return this.#remote?.direction === 'sendrecv' || this.#remote?.direction === 'recvonly';
  }

  /** Sets or changes it, and says whether the address is a new one, which is believed afresh; the same one keeps its source. */
  connect(remote: RtpRemote): boolean {
    const before = this.#remote;
    this.#remote = remote;
    if (before?.codec !== remote.codec) {
      this.#coder = voiceCoder(remote.codec);
      this.#wire = new WireClock(clockRateOf(remote.codec));
      this.#losses = new Losses();
    }
    this.#srtp = srtpFor(this.#srtp, remote.srtp ?? null);
    if (before?.address === remote.address && before.port === remote.port) return false;
    this.#latch = new SourceLatch({ address: remote.address, port: remote.port });
    return true;
  }

  forget(): void {
    this.#latch = null;
    this.#remote = null;
  }
}
