import { dtmfPair, DtmfDetector, frameMs, toneSound } from '../../audio/index.ts';
import type { Random } from '../../foundation/random.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import { DtmfReceiver, type DtmfReport } from './dtmf-receiver.ts';
import { DtmfSender } from './dtmf-sender.ts';
import { ForeignPackets } from './foreign-packets.ts';
import { JitterBuffer } from './jitter-buffer.ts';
import { Losses } from './losses.ts';
import { ReceptionStatistics } from './reception-statistics.ts';
import { RelayNumbers } from './relay-numbers.ts';
import { RtcpSession, type PeerReport } from './rtcp-session.ts';
import { parseRtp, rtpHeaderBytes, writeRtpHeader, type RtpPacket } from './rtp-packet.ts';
import { SourceLatch, type NetworkAddress } from './source-latch.ts';
import { srtpFor, type SrtpSession } from './srtp/srtp-session.ts';
import type { SrtpKeys } from './srtp/srtp-suite.ts';
import { eventAtClock, offeredEventType, parseTelephoneEvent } from './telephone-event.ts';
import { voiceCoder, type VoiceCodec, type VoiceCoder } from './voice-coder.ts';
import { estimateMos } from './voice-quality.ts';
import { clockRateOf } from './voice-codecs.ts';
import { VoiceFrames } from './voice-frames.ts';
import { WireClock } from './wire-clock.ts';

const frameSamples = 160;
/** Comfort noise, its static payload type (RFC 3551 §6). */
const comfortPayloadType = 13;
/** No honest silence is louder: a peer that says so would hurt ears. */
const loudestSilenceDbfs = -30;
/** As many as a full kernel queue may hold back before the first is sent: 320 ms. */
const ringSize = 16;
/** Between frames of ours and packets passed on there is up to a frame of each. */
const longestSeam = 2 * frameSamples;

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

export interface RtpSessionListener {
  /** 20 ms of voice as it came, before the playout delay; overwritten by the next. `atMs` is freed of network jitter; `keyTone`: it is a key's sound. */
  voice?(samples: Int16Array, atMs: number, keyTone: boolean): void;
  key?(report: DtmfReport, via: 'rfc4733' | 'in-band'): void;
  firstPacket?(direction: 'in' | 'out', atMs: number): void;
  /** Packets like the peer's came from somebody else, and were refused: so many since last told. */
  foreign?(from: NetworkAddress, packets: number): void;
}

export interface RtpSessionStatistics {
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
  /** Packets from sources that are not the peer, or of payload types nobody agreed. */
  readonly packetsRefused: number;
  /** Packets that SRTP dropped: forged, or come twice. Always 0 in clear. */
  readonly packetsForged: number;
  readonly packetsReplayed: number;
  readonly source: NetworkAddress | null;
  readonly lastReceivedAtMs: number | null;
  readonly peerReport: PeerReport | null;
  /** How the peer's voice sounds here, 1 to 4.4 (`estimateMos`); null before anything came. */
  readonly mos: number | null;
  /** How ours sounds there, by the peer's last report; null before one came. */
  readonly mosAtPeer: number | null;
}

export interface RtpSessionParts {
  readonly socket: DatagramSocket;
  /** Null: no RTCP. */
  readonly rtcpSocket: DatagramSocket | null;
  readonly random: Random;
  /** Wall time, for sender reports. */
  readonly wallMs: () => number;
  readonly nowMs: () => number;
  readonly listener: RtpSessionListener;
}

/**
 * One stream of telephone sound both ways. It has no clock: whoever owns it calls `send` once per 20 ms due, `pull` once
 * per 20 ms wanted, and `tick` now and then; packets come by the socket.
 */
export class RtpSession {
  readonly #parts: RtpSessionParts;
  readonly #rtcp: RtcpSession | null;
  readonly #ring = Array.from({ length: ringSize }, () => new Uint8Array(rtpHeaderBytes + frameSamples));
  readonly #silence = new Int16Array(frameSamples);
  readonly #jitter = new JitterBuffer();
  readonly #ssrc: number;
  #sequence: number;
  #timestamp: number;
  #sent = 0;
  #octets = 0;
  #marker = true;
  #remote: RtpRemote | null = null;
  #latch: SourceLatch | null = null;
  #srtp: SrtpSession | null = null;
  #coder: VoiceCoder = voiceCoder('PCMA');
  /** Everything here counts at 8 kHz; the wire counts at its codec's rate. */
  #wire = new WireClock(clockRateOf('PCMA'));
  #losses = new Losses();
  #peerSsrc: number | null = null;
  #reception = new ReceptionStatistics();
  #frames = new VoiceFrames();
  #dtmfIn = new DtmfReceiver();
  #dtmfOut = new DtmfSender();
  #inBand = new DtmfDetector();
  #refused = 0;
  readonly #foreign = new ForeignPackets();
  /** The one peer that the socket is connected to. */
  #believed: NetworkAddress | null = null;
  #lastReceivedAtMs: number | null = null;
  /** The peer sends comfort noise in its silences. */
  #isDiscontinuous = false;
  /** The silence that it is in, null while it speaks. */
  #silent: { readonly timestamp: number; readonly levelDbfs: number; readonly cameAtMs: number } | null = null;
  /** Where packets of voice go on to, and whether they are heard here as well. */
  #onward: RtpSession | null = null;
  #heardHere = true;
  /** Our own stream is made of another session's packets at present. */
  #isRelaying = false;
  /** Where the last packet of our own stream ended. */
  #sentTo = 0;
  readonly #relayed = new RelayNumbers();

  constructor(parts: RtpSessionParts) {
    this.#parts = parts;
    this.#ssrc = parts.random.int(2 ** 32);
    // In the lower half, so that a first packet lost near the wrap cannot confuse a rollover counter (RFC 3711 §3.3.1).
    this.#sequence = parts.random.int(2 ** 15);
    this.#timestamp = parts.random.int(2 ** 32);
    parts.socket.onMessage((bytes, from, cameAtMs) => this.#receive(bytes, from, cameAtMs ?? parts.nowMs()));
    this.#rtcp =
      parts.rtcpSocket &&
      new RtcpSession(
        parts.rtcpSocket,
        parts.random,
        parts.wallMs,
        parts.nowMs,
        ({ address }) => address === this.#latch?.target.address,
      );
  }

  /** Sets or changes the peer. A new address is believed afresh; the same one keeps its source. */
  connect(remote: RtpRemote): void {
    const before = this.#remote;
    this.#remote = remote;
    if (before?.codec !== remote.codec) this.#speak(remote.codec);
    this.#srtp = srtpFor(this.#srtp, remote.srtp ?? null);
    this.#rtcp?.secure(this.#srtp);
    if (before?.address === remote.address && before.port === remote.port) return;
    this.#latch = new SourceLatch({ address: remote.address, port: remote.port });
    this.#parts.socket.connect(null);
    this.#believed = null;
    this.#marker = true;
  }

  #speak(codec: VoiceCodec): void {
    this.#coder = voiceCoder(codec);
    this.#wire = new WireClock(clockRateOf(codec));
    this.#rtcp?.count(this.#wire.ratio);
    this.#losses = new Losses();
  }

  get remote(): RtpRemote | null {
    return this.#remote;
  }

  /** True where the peer is known and wants to hear us. */
  get sends(): boolean {
    const direction = this.#remote?.direction;
    const { address, port } = this.#remote ?? { address: '', port: 0 };
    return (direction === 'sendrecv' || direction === 'sendonly') && port !== 0 && address !== '0.0.0.0';
  }

  /** Sends the 20 ms that are due, unless the peer wants none; null is silence. A key being sent takes their place. */
  send(samples: Int16Array | null, nowMs: number): void {
    if (this.#isRelaying) this.#closeUp();
    this.#isRelaying = false;
    const timestamp = this.#timestamp;
    this.#timestamp = (timestamp + frameSamples) >>> 0;
    const remote = this.#remote;
    if (!remote || !this.#latch || !this.sends) return;
    const sounding = this.#dtmfOut.sounding;
    const slot = this.#dtmfOut.next(timestamp);
    if (slot && remote.dtmfPayloadType !== null) {
      const bytes = this.#header(slot.marker, slot.timestamp, remote.dtmfPayloadType);
      const payload = eventAtClock(slot.payload, remote.dtmfClockRateHz);
      bytes.set(payload, rtpHeaderBytes);
      this.#emitOwn(bytes.subarray(0, rtpHeaderBytes + payload.length), nowMs);
      this.#marker = true;
      return;
    }
    const key = slot && (sounding ?? this.#dtmfOut.sounding);
    const voice = key ? toneSound({ frequenciesHz: dtmfPair(key) ?? [], levelDbfs: -14 }, frameMs) : samples;
    const bytes = this.#header(this.#marker, timestamp, remote.payloadType);
    const octets = this.#coder.encode(voice ?? this.#silence, bytes, rtpHeaderBytes);
    this.#marker = false;
    this.#emitOwn(octets === frameSamples ? bytes : bytes.subarray(0, rtpHeaderBytes + octets), nowMs);
  }

  /** The 20 ms that are due come as packets from another session (`relayTo`): only a key is sent, in their place. */
  keepTime(nowMs: number): void {
    if (this.#dtmfOut.busy) this.send(null, nowMs);
    else this.#timestamp = (this.#timestamp + frameSamples) >>> 0;
  }

  /** Whether packets that come here could go on to `onward` as they are. */
  canRelayTo(onward: RtpSession): boolean {
    const [from, to] = [this.#remote, onward.#remote];
    if (from === null || to === null || from.codec !== to.codec) return false;
    return !this.#isDiscontinuous || to.comfortNoise === true;
  }

  /**
   * From now on packets of voice go on as they are, the moment they come, as packets of `onward`: with its source, numbers
   * and keys. Cheaper by half than decoding, evening out and encoding, and sooner there. Whoever owns `onward` calls its
   * `keepTime` in place of `send`. `heardHere` false: nothing of it is decoded, `pull` is silent and `voice` is not told.
   * Null: packets stay here, evened out afresh where they had not been heard.
   */
  relayTo(onward: RtpSession | null, heardHere: boolean): void {
    this.#onward = onward;
    const wasHeard = this.#heardHere;
    // Keys that come as sound are heard in it.
    this.#heardHere = onward === null || heardHere || this.#remote?.dtmfPayloadType === null;
    if (wasHeard === this.#heardHere) return;
    this.#jitter.reset();
    this.#frames = new VoiceFrames();
    if (!this.#silent || !this.#heardHere) return;
    const nowMs = this.#parts.nowMs();
    const { timestamp, levelDbfs, cameAtMs } = this.#silent;
    this.#jitter.pushSilence((timestamp + Math.round((nowMs - cameAtMs) * 8)) >>> 0, levelDbfs, nowMs);
  }

  /** Frames that will never be sent (the process stood still too long): time goes on without them. */
  skip(frames: number): void {
    this.#timestamp = (this.#timestamp + frames * frameSamples) >>> 0;
    this.#marker = true;
  }

  /** The next 20 ms of the peer's sound, evened out. Good until the next pull. */
  pull(nowMs: number): Int16Array {
    return this.#heardHere ? this.#jitter.pull(nowMs).samples : this.#silence;
  }

  /** Time passes: keys whose ends were lost, reports that are due. */
  tick(nowMs: number): void {
    this.#lookOut(nowMs);
    for (const report of this.#dtmfIn.tick(nowMs)) this.#parts.listener.key?.(report, 'rfc4733');
    if (this.#rtcp?.isDue(nowMs) && this.#latch && this.sends)
      this.#rtcp.report(nowMs, this.#latch.target, this.#sentCounts(), this.#reception, this.#peerSsrc);
  }

  pressKeys(keys: string): void {
    this.#dtmfOut.press(keys);
  }

  get pressing(): boolean {
    return this.#dtmfOut.busy;
  }

  get lastReceivedAtMs(): number | null {
    return this.#lastReceivedAtMs;
  }

  /**
   * When the peer last gave a sign of life: any packet of its stream, or a report (RTCP), which is all that some send in a
   * silence. Null before the stream began.
   */
  get lastSignAtMs(): number | null {
    const received = this.#lastReceivedAtMs;
    return received === null ? null : Math.max(received, this.#rtcp?.lastCameAtMs ?? 0);
  }

  statistics(): RtpSessionStatistics {
    const { received, lost, jitterMs } = this.#reception;
    const peerReport = this.#rtcp?.peerReport ?? null;
    const { codec } = this.#coder;
    const roundTripMs = peerReport?.roundTripMs ?? null;
    const lostShare = lost / (received + lost);
    return {
      packetsSent: this.#sent,
      packetsReceived: received,
      packetsLost: lost,
      jitterMs,
      packetsRefused: this.#refused,
      packetsForged: this.#srtp?.receiver.forged ?? 0,
      packetsReplayed: this.#srtp?.receiver.replayed ?? 0,
      source: this.#lastReceivedAtMs === null ? null : (this.#latch?.target ?? null),
      lastReceivedAtMs: this.#lastReceivedAtMs,
      peerReport,
      mos: received === 0 ? null : estimateMos({ codec, lostShare, jitterMs, roundTripMs }),
      mosAtPeer: peerReport && estimateMos({ ...peerReport, codec }),
    };
  }

  /** Says BYE by RTCP. The sockets are the owner's to close. */
  close(nowMs: number): void {
    if (this.#rtcp && this.#latch && this.#sent > 0)
      this.#rtcp.bye(nowMs, this.#latch.target, this.#sentCounts(), this.#reception, this.#peerSsrc);
    this.#latch = null;
    this.#remote = null;
  }

  #sentCounts(): { ssrc: number; packets: number; octets: number; timestamp: number } {
    return {
      ssrc: this.#ssrc,
      packets: this.#sent,
      octets: this.#octets,
      timestamp: this.#wire.toWire(this.#timestamp),
    };
  }

  #header(marker: boolean, timestamp: number, payloadType: number): Uint8Array {
    const bytes = this.#slot();
    const onWire = this.#wire.toWire(timestamp);
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
    this.#parts.socket.send(this.#srtp ? this.#srtp.sender.sealRtp(bytes) : bytes, (this.#latch as SourceLatch).target);
    this.#octets += bytes.length - rtpHeaderBytes;
    if (this.#sent++ === 0) this.#parts.listener.firstPacket?.('out', nowMs);
  }

  /** Sends what came to another session, in its own time. */
  #passOn(packet: RtpPacket, payloadType: number, samples: number, nowMs: number): void {
    const remote = this.#remote;
    if (!remote || !this.#latch || !this.sends || this.#dtmfOut.busy) return;
    if (!this.#isRelaying) this.#closeUp();
    this.#isRelaying = true;
    const relayed = this.#relayed;
    if (!relayed.place(packet, this.#sequence, this.#timestamp)) return;
    const { sequence, timestamp } = relayed;
    const { payload } = packet;
    const bytes = payload.length === frameSamples ? this.#slot() : new Uint8Array(rtpHeaderBytes + payload.length);
    writeRtpHeader(bytes, {
      marker: packet.marker || relayed.begins,
      timestamp: this.#wire.toWire(timestamp),
      payloadType,
      sequence,
      ssrc: this.#ssrc,
    });
    bytes.set(payload, rtpHeaderBytes);
    this.#emit(bytes, nowMs);
    this.#marker = true;
    const next = (sequence + 1) & 0xffff;
    if (((next - this.#sequence) << 16) >> 16 <= 0) return;
    // Our own stream goes on behind the newest of them.
    this.#sequence = next;
    this.#timestamp = (timestamp + samples) >>> 0;
    this.#sentTo = this.#timestamp;
  }

  /** Who speaks next speaks on where the other ended, unless there was a pause. */
  #closeUp(): void {
    const pause = (this.#timestamp - this.#sentTo) | 0;
    if (this.#sent > 0 && pause <= longestSeam) this.#timestamp = this.#sentTo;
  }

  #receive(bytes: Uint8Array, from: NetworkAddress, nowMs: number): void {
    const remote = this.#remote;
    if (!remote || !this.#latch) return;
    const clear = this.#srtp ? this.#srtp.receiver.openRtp(bytes) : bytes;
    const came = clear && parseRtp(clear);
    if (!came) return;
    const { ratio } = this.#wire;
    const packet = ratio === 1 ? came : { ...came, timestamp: this.#wire.fromWire(came.timestamp) };
    const isVoice = packet.payloadType === remote.payloadType;
    const isKey =
      remote.dtmfPayloadType !== null &&
      !isVoice &&
      (packet.payloadType === remote.dtmfPayloadType || packet.payloadType === offeredEventType);
    const isComfort = packet.payloadType === comfortPayloadType && !isVoice && !isKey;
    if ((!isVoice && !isKey && !isComfort) || !this.#isPeer(from, nowMs)) {
      this.#refused++;
      return;
    }
    this.#noteSource(packet, nowMs);
    if (isKey) this.#receiveKey(packet, nowMs);
    else if (remote.direction !== 'sendrecv' && remote.direction !== 'recvonly') return;
    else if (isComfort) this.#receiveComfort(packet, nowMs);
    else this.#receiveVoice(packet, nowMs);
  }

  /** The peer is silent, and sounds like noise meanwhile. Of its colour we know nothing but that it is soft (RFC 3389 §3). */
  #receiveComfort(packet: RtpPacket, nowMs: number): void {
    this.#isDiscontinuous = true;
    const onward = this.#onward;
    if (onward && this.canRelayTo(onward)) onward.#passOn(packet, comfortPayloadType, frameSamples, nowMs);
    const levelDbfs = Math.min(loudestSilenceDbfs, -((packet.payload[0] ?? 127) & 0x7f));
    this.#silent = { timestamp: packet.timestamp, levelDbfs, cameAtMs: nowMs };
    this.#jitter.pushSilence(packet.timestamp, levelDbfs, nowMs);
  }

  /** Notices who else sends to our port, which a connected socket would hide. */
  #lookOut(nowMs: number): void {
    const found = this.#foreign.found(nowMs);
    if (found) this.#parts.listener.foreign?.(found.from, found.packets);
    const turn = this.#believed && this.#foreign.turn(nowMs);
    if (turn) this.#parts.socket.connect(turn === 'out' ? null : this.#believed);
  }

  #isPeer(from: NetworkAddress, nowMs: number): boolean {
    const { accepted, changed } = (this.#latch as SourceLatch).accept(from, nowMs);
    if (!accepted) this.#foreign.refused(from);
    if (changed && this.#latch?.final === true) {
      this.#believed = from;
      this.#parts.socket.connect(from);
    }
    return accepted;
  }

  #noteSource(packet: RtpPacket, nowMs: number): void {
    if (packet.ssrc !== this.#peerSsrc) {
      const isFirst = this.#peerSsrc === null;
      this.#peerSsrc = packet.ssrc;
      if (!isFirst) {
        this.#reception = new ReceptionStatistics();
        this.#jitter.reset();
        this.#frames = new VoiceFrames();
      }
    }
    this.#reception.push(packet, nowMs);
    if (this.#lastReceivedAtMs === null) this.#parts.listener.firstPacket?.('in', nowMs);
    this.#lastReceivedAtMs = nowMs;
  }

  #receiveKey(packet: RtpPacket, nowMs: number): void {
    const event = parseTelephoneEvent(packet.payload, this.#remote?.dtmfClockRateHz);
    if (!event) return;
    for (const report of this.#dtmfIn.push({ ...event, timestamp: packet.timestamp }, nowMs))
      this.#parts.listener.key?.(report, 'rfc4733');
  }

  #receiveVoice(packet: RtpPacket, nowMs: number): void {
    this.#silent = null;
    if (this.#onward && this.canRelayTo(this.#onward)) {
      const { payloadType } = this.#onward.#remote ?? packet;
      this.#onward.#passOn(packet, payloadType, this.#coder.samplesIn(packet.payload), nowMs);
      if (!this.#heardHere) return;
    }
    const lost = this.#losses.before(packet) ? this.#coder.recover?.(packet.payload) : null;
    if (lost) this.#hear((packet.timestamp - lost.length) >>> 0, lost, nowMs);
    this.#hear(packet.timestamp, this.#coder.decode(packet.payload), nowMs);
  }

  #hear(timestamp: number, samples: Int16Array, nowMs: number): void {
    if (samples.length === 0 || this.#jitter.push(timestamp, samples, nowMs) === 'duplicate') return;
    for (const frame of this.#frames.push(timestamp, samples)) {
      const atMs = Math.min(nowMs, this.#jitter.steadyMs(frame.timestamp));
      const keyTone = this.#hearKey(frame.samples, atMs);
      this.#parts.listener.voice?.(frame.samples, atMs, keyTone);
    }
  }

  /** Keys as sound, only where no better way was agreed. */
  #hearKey(samples: Int16Array, atMs: number): boolean {
    if (this.#remote?.dtmfPayloadType !== null) return false;
    const key = this.#inBand.push(samples);
    if (key) {
      const pressedAtMs = atMs - key.durationMs;
      this.#parts.listener.key?.({ kind: 'pressed', digit: key.key, atMs: pressedAtMs }, 'in-band');
      this.#parts.listener.key?.(
        { kind: 'released', digit: key.key, durationMs: key.durationMs, pressedAtMs },
        'in-band',
      );
    }
    return this.#inBand.sounding;
  }
}
