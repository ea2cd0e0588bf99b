import { DtmfDetector } from '../../audio/index.ts';
import type { Random } from '../../foundation/random.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import { DtmfReceiver, type DtmfReport } from './dtmf-receiver.ts';
import { ForeignPackets } from './foreign-packets.ts';
import { JitterBuffer } from './jitter-buffer.ts';
import { ReceptionStatistics } from './reception-statistics.ts';
import { RtcpSession, type PeerReport } from './rtcp-session.ts';
import { parseRtp, type RtpPacket } from './rtp-packet.ts';
import { RtpPeer, type RtpRemote } from './rtp-peer.ts';
import { RtpSender } from './rtp-sender.ts';
import type { NetworkAddress, SourceLatch } from './source-latch.ts';
import { offeredEventType, parseTelephoneEvent } from './telephone-event.ts';
import { estimateMos } from './voice-quality.ts';
import { VoiceFrames } from './voice-frames.ts';

const frameSamples = 160;
/** Comfort noise, its static payload type (RFC 3551 §6). */
const comfortPayloadType = 13;
/** No honest silence is louder: a peer that says so would hurt ears. */
const loudestSilenceDbfs = -30;
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
  readonly #peer = new RtpPeer();
  readonly #sender: RtpSender;
  readonly #jitter = new JitterBuffer();
  readonly #silence = new Int16Array(frameSamples);
  #peerSsrc: number | null = null;
  #reception = new ReceptionStatistics();
  #frames = new VoiceFrames();
  #dtmfIn = new DtmfReceiver();
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
  constructor(parts: RtpSessionParts) {
    this.#parts = parts;
    this.#sender = new RtpSender({
      socket: parts.socket,
      random: parts.random,
      peer: this.#peer,
      begun: (nowMs) => parts.listener.firstPacket?.('out', nowMs),
    });
    parts.socket.onMessage((bytes, from, cameAtMs) => this.#receive(bytes, from, cameAtMs ?? parts.nowMs()));
    this.#rtcp =
      parts.rtcpSocket &&
      new RtcpSession(
        parts.rtcpSocket,
        parts.random,
        parts.wallMs,
        parts.nowMs,
        ({ address }) => address === this.#peer.latch?.target.address,
      );
  }

  /** Sets or changes the peer. A new address is believed afresh; the same one keeps its source. */
  connect(remote: RtpRemote): void {
    const isElsewhere = this.#peer.connect(remote);
    this.#rtcp?.count(this.#peer.wire.ratio);
    this.#rtcp?.secure(this.#peer.srtp);
    if (!isElsewhere) return;
    this.#parts.socket.connect(null);
    this.#believed = null;
    this.#sender.beginAfresh();
  }

  get remote(): RtpRemote | null {
    return this.#peer.remote;
  }

  /** True where the peer is known and wants to hear us. */
  get sends(): boolean {
    return this.#peer.hearsAt !== null;
  }

  /** Sends the 20 ms that are due, unless the peer wants none; null is silence. A key being sent takes their place. */
  send(samples: Int16Array | null, nowMs: number): void {
    this.#sender.send(samples, nowMs);
  }

  /** The 20 ms that are due come as packets from another session (`relayTo`): only a key is sent, in their place. */
  keepTime(nowMs: number): void {
    this.#sender.keepTime(nowMs);
  }

  /** Whether packets that come here could go on to `onward` as they are. */
  canRelayTo(onward: RtpSession): boolean {
    const [from, to] = [this.#peer.remote, onward.#peer.remote];
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
    this.#heardHere = onward === null || heardHere || this.#peer.remote?.dtmfPayloadType === null;
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
    this.#sender.skip(frames);
  }

  /** The next 20 ms of the peer's sound, evened out. Good until the next pull. */
  pull(nowMs: number): Int16Array {
    return this.#heardHere ? this.#jitter.pull(nowMs).samples : this.#silence;
  }

  /** Time passes: keys whose ends were lost, reports that are due. */
  tick(nowMs: number): void {
    this.#lookOut(nowMs);
    for (const report of this.#dtmfIn.tick(nowMs)) this.#parts.listener.key?.(report, 'rfc4733');
    const to = this.#rtcp?.isDue(nowMs) ? this.#peer.hearsAt : null;
    if (to) this.#rtcp?.report(nowMs, to, this.#sender.counts, this.#reception, this.#peerSsrc);
  }

  pressKeys(keys: string): void {
    this.#sender.pressKeys(keys);
  }

  get pressing(): boolean {
    return this.#sender.pressing;
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
    const { coder, latch, srtp } = this.#peer;
    const { codec } = coder;
    const roundTripMs = peerReport?.roundTripMs ?? null;
    const lostShare = lost / (received + lost);
    return {
      packetsSent: this.#sender.counts.packets,
      packetsReceived: received,
      packetsLost: lost,
      jitterMs,
      packetsRefused: this.#refused,
      packetsForged: srtp?.receiver.forged ?? 0,
      packetsReplayed: srtp?.receiver.replayed ?? 0,
      source: this.#lastReceivedAtMs === null ? null : (latch?.target ?? null),
      lastReceivedAtMs: this.#lastReceivedAtMs,
      peerReport,
      mos: received === 0 ? null : estimateMos({ codec, lostShare, jitterMs, roundTripMs }),
      mosAtPeer: peerReport && estimateMos({ ...peerReport, codec }),
    };
  }

  /** Says BYE by RTCP. The sockets are the owner's to close. */
  close(nowMs: number): void {
    const { latch } = this.#peer;
    const { counts } = this.#sender;
    if (latch && counts.packets > 0) this.#rtcp?.bye(nowMs, latch.target, counts, this.#reception, this.#peerSsrc);
    this.#peer.forget();
  }

  #receive(bytes: Uint8Array, from: NetworkAddress, nowMs: number): void {
    const { remote, latch, srtp, wire, speaks } = this.#peer;
    if (!remote || !latch) return;
    const clear = srtp ? srtp.receiver.openRtp(bytes) : bytes;
    const came = clear && parseRtp(clear);
    if (!came) return;
    const packet = wire.ratio === 1 ? came : { ...came, timestamp: wire.fromWire(came.timestamp) };
    const isVoice = packet.payloadType === remote.payloadType;
    const isKey =
      remote.dtmfPayloadType !== null &&
      !isVoice &&
      (packet.payloadType === remote.dtmfPayloadType || packet.payloadType === offeredEventType);
    const isComfort = packet.payloadType === comfortPayloadType && !isVoice && !isKey;
    if ((!isVoice && !isKey && !isComfort) || !this.#isPeer(latch, from, nowMs)) {
      this.#refused++;
      return;
    }
    this.#noteSource(packet, nowMs);
    if (isKey) this.#receiveKey(packet, nowMs);
    else if (!speaks) return;
    else if (isComfort) this.#receiveComfort(packet, nowMs);
    else this.#receiveVoice(packet, nowMs);
  }

  /** The peer is silent, and sounds like noise meanwhile. Of its colour we know nothing but that it is soft (RFC 3389 §3). */
  #receiveComfort(packet: RtpPacket, nowMs: number): void {
    this.#isDiscontinuous = true;
    const onward = this.#onward;
    if (onward && this.canRelayTo(onward)) onward.#sender.passOn(packet, comfortPayloadType, frameSamples, nowMs);
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

  #isPeer(latch: SourceLatch, from: NetworkAddress, nowMs: number): boolean {
    const { accepted, changed } = latch.accept(from, nowMs);
    if (!accepted) this.#foreign.refused(from);
    if (changed && latch.final) {
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
    const event = parseTelephoneEvent(packet.payload, this.#peer.remote?.dtmfClockRateHz);
    if (!event) return;
    for (const report of this.#dtmfIn.push({ ...event, timestamp: packet.timestamp }, nowMs))
      this.#parts.listener.key?.(report, 'rfc4733');
  }

  #receiveVoice(packet: RtpPacket, nowMs: number): void {
    this.#silent = null;
    const { coder, losses } = this.#peer;
    if (this.#onward && this.canRelayTo(this.#onward)) {
      const { payloadType } = this.#onward.remote ?? packet;
      this.#onward.#sender.passOn(packet, payloadType, coder.samplesIn(packet.payload), nowMs);
      if (!this.#heardHere) return;
    }
    const lost = losses.before(packet) ? coder.recover?.(packet.payload) : null;
    if (lost) this.#hear((packet.timestamp - lost.length) >>> 0, lost, nowMs);
    this.#hear(packet.timestamp, coder.decode(packet.payload), nowMs);
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
    if (this.#peer.remote?.dtmfPayloadType !== null) return false;
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
