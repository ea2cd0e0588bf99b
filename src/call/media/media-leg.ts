import { samplesPerFrame, ToneDetector } from '../../audio/index.ts';
import type { HearingVia } from '../../contract/call-event.ts';
import { RtpSession, TextSession, type BrowserLeg, type DtmfReport, type SocketPair } from '../../telephony/index.ts';
import { AnswerEar, type AnswerPhase, type KnownRecording } from '../../speech/index.ts';
import type { CallRecording } from './call-recording.ts';
import { HearingRow, type Speaker } from './hearing-row.ts';
import { LegBackground } from './leg-background.ts';
import { LegHearing } from './leg-hearing.ts';
import type { MediaEngineParts } from './media-engine-parts.ts';
import type { LegRole, LegStatistics, MediaCommand, MediaEvent, RemoteMedia } from './media-messages.ts';
import { MessageRecorder, type RecordedMessage } from './message-recorder.ts';
import { Playback } from './playback.ts';
import { PresumedSounds } from './presumed-sounds.ts';
import { SendLateness } from './send-lateness.ts';
import type { SoundLibrary } from './sound-library.ts';

const frameSamples = samplesPerFrame(8000);
const nothingHeard = new Int16Array(frameSamples);
/** A key's sound may lie so long before its event, and so long after it in the evened-out sound. */
const secretBeforeMs = 150;
const secretAfterMs = 300;

/** What a leg asks of its call. */
export interface LegSurroundings {
  readonly emit: (event: MediaEvent) => void;
  readonly offsetOf: (atMs: number) => number;
  readonly recording: () => CallRecording | null;
  /** Text that came in on a leg, for those who hear it. */
  readonly textCame: (leg: MediaLeg, text: string) => void;
  readonly used: (provider: string, chars: number, cached: boolean) => void;
  readonly library: SoundLibrary;
  readonly degraded: (
    what: 'recognizer' | 'voice-detector' | 'denoiser' | 'synthesizer' | 'recording' | 'media',
    reason: string,
  ) => void;
}

export interface LegSockets {
  readonly audio: SocketPair;
  readonly text: SocketPair | null;
  /** `audio` itself where the peer is a browser. */
  readonly browser: BrowserLeg | null;
}

/** One party's sound, keys and text: everything of a leg that lives longer than a frame. Stepped by its call. */
export class MediaLeg implements Speaker {
  readonly legId: string;
  readonly role: LegRole;
  readonly playback: Playback;
  readonly hearing: LegHearing;
  readonly presumed: PresumedSounds;
  readonly background: LegBackground;
  /** Whom it hears. */
  readonly row = new HearingRow<MediaLeg>();
  readonly #parts: MediaEngineParts;
  #around: LegSurroundings;
  readonly #sockets: LegSockets;
  readonly #rtp: RtpSession;
  readonly #text: TextSession | null;
  #came: Int16Array | null = null;
  /** What is sent here comes from another leg as packets. */
  #relayed = false;
  #said: Int16Array | null = null;
  #isSpokenTo = false;
  #prompt: Int16Array | null = null;
  #message: MessageRecorder | null = null;
  #messageWritten: Promise<void> = Promise.resolve();
  #toneDetector: ToneDetector | null = null;
  #answerEar: AnswerEar | null = null;
  #secret = false;
  #keysCome: HearingVia | null = null;
  readonly #lateness = new SendLateness();
  #connectedAtMs: number | null = null;
  #timeoutTold = false;

  constructor(
    command: Extract<MediaCommand, { kind: 'open-leg' }>,
    sockets: LegSockets,
    parts: MediaEngineParts,
    around: LegSurroundings,
  ) {
    this.legId = command.legId;
    this.role = command.role;
    this.#parts = parts;
    this.#around = around;
    this.#sockets = sockets;
    this.playback = this.#makePlayback();
    this.presumed = new PresumedSounds(around.library);
    this.hearing = this.#makeHearing();
    this.background = new LegBackground(around.library, (reason) => this.#around.degraded('media', reason));
    const { random } = parts;
    const nowMs = (): number => parts.clock.monotonicMs();
    this.#rtp = new RtpSession({
      socket: sockets.audio.rtp,
      rtcpSocket: sockets.audio.rtcp,
      random,
      wallMs: () => parts.clock.now(),
      nowMs,
      listener: {
        voice: (samples, atMs, keyTone) => this.hearing.incomingFrame(samples, atMs, keyTone, nowMs()),
        key: (report, via) => this.#key(report, via),
        foreign: ({ address: from }, packets) =>
          this.#emit({ kind: 'packets-foreign', legId: this.legId, from, packets }),
        firstPacket: (direction, atMs) => this.#emit({ kind: 'first-packet', legId: this.legId, direction, atMs }),
      },
    });
    this.#text =
      sockets.text &&
      new TextSession({ socket: sockets.text.rtp, random, nowMs, onText: (text, atMs) => this.#textCame(text, atMs) });
  }

  get port(): number {
    return this.#sockets.audio.rtp.port;
  }

  get textPort(): number | null {
    return this.#sockets.text?.rtp.port ?? null;
  }

  /** What came in for the frame under way; overwritten by the next. */
  get came(): Int16Array | null {
    return this.#came;
  }

  /** What is said to it in the frame under way: the robot's voice, else a tone. */
  get said(): Int16Array | null {
    return this.#said;
  }

  /** In the frame under way a voice speaks to it, not a mere tone. */
  get isSpokenTo(): boolean {
    return this.#isSpokenTo;
  }

  /** All that is played to it in the frame under way: `said`, else music. */
  get prompt(): Int16Array | null {
    return this.#prompt;
  }

  /** Comes into another call: what happens from now on belongs there. */
  enter(around: LegSurroundings): void {
    this.#around = around;
  }

  connect(remote: RemoteMedia, nowMs: number): void {
    const { address, port, ice } = remote;
    if (ice) this.#sockets.browser?.connect({ address, port, ice });
    this.#rtp.connect(remote);
    this.#text?.connect(remote.text);
    this.hearing.expectText(this.#text?.agreed ?? false);
    this.#connectedAtMs = nowMs;
    this.#timeoutTold = false;
  }

  /** One message at a time: a new one ends the one under way. */
  recordMessage(command: Extract<MediaCommand, { kind: 'record-message' }>): void {
    this.endMessage();
    const recorder = new MessageRecorder(command, this.#parts.files, (ended) => {
      if (this.#message === recorder) this.#message = null;
      this.#messageWritten = this.#tellMessage(command.file, ended, this.#messageWritten);
    });
    this.#message = recorder;
  }

  async #tellMessage(file: string, ended: Promise<RecordedMessage>, before: Promise<void>): Promise<void> {
    await before;
    const { failure, ...message } = await ended;
    if (failure !== null) this.#around.degraded('recording', `${file}: ${failure}`);
    this.#emit({ kind: 'message-recorded', legId: this.legId, file, ...message });
  }

  endMessage(): void {
    this.#message?.end('command');
  }

  /** Resolves when the last message stands in its file. */
  get messageWritten(): Promise<void> {
    return this.#messageWritten;
  }

  detectTones(on: boolean): void {
    this.#toneDetector = on ? (this.#toneDetector ?? new ToneDetector()) : null;
  }

  /** Known recordings, and after the answer who speaks, are told of from now on; beeps and fax where tones are detected. */
  judgeAnswer(phase: AnswerPhase, known: readonly KnownRecording[]): void {
    if (phase === 'early' && this.#answerEar !== null) return;
    this.#answerEar = new AnswerEar(phase, known);
  }

  setSecret(on: boolean): void {
    this.#secret = on;
  }

  pressKeys(digits: string): void {
    this.#rtp.pressKeys(digits);
  }

  /** A key by signalling, pressed just now. */
  keyTold(digit: string, durationMs: number, nowMs: number): void {
    this.#key({ kind: 'pressed', digit, atMs: nowMs }, 'sip-info');
    this.#key({ kind: 'released', digit, durationMs, pressedAtMs: nowMs }, 'sip-info');
  }

  /** Words for this leg's real-time text; nothing where none was agreed. */
  sendText(text: string): void {
    if (!this.#text?.agreed) return;
    this.#text.append(text);
    if (this.role === 'customer') this.#around.recording()?.writeText('robot', text, this.#parts.clock.monotonicMs());
  }

  /** Takes the frame that is due: what came in, evened out, and what is to be played. */
  pull(nowMs: number, dueMs: number): void {
    const samples = this.#rtp.pull(nowMs);
    const tone = this.#toneDetector?.push(samples);
    if (tone) this.#emit({ kind: 'tone', legId: this.legId, tone, atMs: nowMs });
    this.#judge(samples, tone ?? null, nowMs);
    this.#message?.push(samples, dueMs);
    this.#came = samples;
    const spoken = this.#waits ? null : this.playback.next(nowMs, dueMs);
    this.#isSpokenTo = spoken !== null;
    this.#said = this.#waits ? null : (spoken ?? this.background.toneFrame());
    // A sentence that falters is no place for music.
    this.#prompt = this.#said ?? (this.playback.speaking ? null : this.background.musicFrame());
  }

  /** Our own sound that comes back, or a key, is nobody's greeting. */
  #judge(samples: Int16Array, tone: string | null, nowMs: number): void {
    const evidence = this.#answerEar?.push(this.hearing.echoes ? nothingHeard : samples, tone);
    if (evidence) this.#emit({ kind: 'answer-heard', legId: this.legId, evidence, atMs: nowMs });
    if (this.#answerEar?.over) this.#answerEar = null;
  }

  /**
   * The leg whose packets can come here as they are: its voice is all that is heard here, in the codec spoken here, and
   * nothing compares what is sent with what comes back.
   */
  get relayedFrom(): MediaLeg | null {
    const { soleVoice, promptsHere } = this.row;
    return soleVoice !== null &&
      soleVoice.#rtp.canRelayTo(this.#rtp) &&
      !this.hearing.listens &&
      !this.#plays &&
      !promptsHere.some((leg) => leg.#plays)
      ? soleVoice
      : null;
  }

  /** A browser's way is not open yet: what would be said now would be lost. */
  get #waits(): boolean {
    return this.#sockets.browser?.isOpen === false;
  }

  get #plays(): boolean {
    return this.playback.busy || this.background.plays;
  }

  /** From the frame that is due on, packets go on to that leg as they are; `heard`: somebody else needs them as sound. */
  relayTo(onward: MediaLeg | null, heard: boolean): void {
    const heardHere = heard || this.hearing.listens || this.#toneDetector !== null || this.#message !== null;
    this.#rtp.relayTo(onward && onward.#rtp, heardHere);
  }

  /** Whether the frames that are due come from another leg as packets. */
  setRelayed(relayed: boolean): void {
    this.#relayed = relayed;
  }

  /** Sends the frame that is due: what is played here and what the row of voices holds; silence where there is neither. */
  send(dueMs: number): void {
    if (this.#waits) return;
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#relayed) return this.#rtp.keepTime(nowMs);
    const frame = this.row.mixed(this.#prompt);
    this.#rtp.send(frame, nowMs);
    if (this.#rtp.sends) this.#lateness.count(this.#parts.clock.monotonicMs() - dueMs);
    this.hearing.robotFrame(frame, dueMs);
  }

  /** Time passes. */
  tick(nowMs: number): void {
    this.#rtp.tick(nowMs);
    this.#text?.tick(nowMs);
    this.hearing.tick(nowMs);
    this.#watchTimeout(nowMs);
  }

  skip(frames: number): void {
    this.#rtp.skip(frames);
  }

  statistics(): LegStatistics {
    const { packetsSent, packetsReceived, packetsLost, packetsForged, ...more } = this.#rtp.statistics();
    const { jitterMs, peerReport, mos, mosAtPeer } = more;
    const { legId, role } = this;
    const { sentAfterMs, packetsLate } = this.#lateness.statistics();
    const counts = { packetsSent, packetsReceived, packetsLost, packetsForged, packetsLate };
    const roundTripMs = peerReport?.roundTripMs ?? null;
    return { legId, role, ...counts, jitterMs, roundTripMs, mos, mosAtPeer, sentAfterMs };
  }

  close(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#message?.end('leg-closed');
    this.background.playMusic(null);
    this.playback.abort(nowMs);
    this.presumed.replace([]);
    this.hearing.close();
    this.#rtp.close(nowMs);
    this.#sockets.audio.close();
    this.#sockets.text?.close();
  }

  #emit(event: MediaEvent): void {
    this.#around.emit(event);
  }

  #key(report: DtmfReport, via: HearingVia): void {
    // Some peers tell of a press in two ways: the first that came is this leg's, so that one press is one key.
    this.#keysCome ??= via;
    if (via !== this.#keysCome) return;
    const nowMs = this.#parts.clock.monotonicMs();
    if (report.kind === 'pressed') {
      if (this.#secret) this.#mute(report.atMs, nowMs);
      const speaking = this.playback.speaking;
      if (speaking && speaking.play.bargeIn.mode !== 'never')
        this.playback.stop({ by: 'key', startedAtMs: report.atMs, decidedAtMs: nowMs });
      return;
    }
    if (this.#secret) this.#mute(report.pressedAtMs, nowMs);
    this.#emit({
      kind: 'key',
      legId: this.legId,
      digit: this.#secret ? '*' : report.digit,
      typed: report.digit,
      durationMs: report.durationMs,
      via,
      atMs: report.pressedAtMs,
      offsetMs: this.#around.offsetOf(report.pressedAtMs),
    });
  }

  #mute(pressedAtMs: number, nowMs: number): void {
    this.#around.recording()?.mute(pressedAtMs - secretBeforeMs, nowMs + secretAfterMs, 'secret keys');
  }

  #textCame(came: string, atMs: number): void {
    // Who types the digits instead of pressing them wants them kept secret just the same.
    const text = this.#secret ? came.replaceAll(/\p{N}/gu, '*') : came;
    const leg = this.role;
    this.#around.recording()?.writeText(leg, text, atMs);
    this.#emit({ kind: 'text', legId: this.legId, text, atMs, offsetMs: this.#around.offsetOf(atMs) });
    this.hearing.typed(text, atMs);
    this.#around.textCame(this, text);
  }

  #watchTimeout(nowMs: number): void {
    const direction = this.#rtp.remote?.direction;
    if (this.#connectedAtMs === null || (direction !== 'sendrecv' && direction !== 'recvonly')) return;
    const last = this.#rtp.lastSignAtMs;
    const silentMs = nowMs - Math.max(this.#connectedAtMs, last ?? 0);
    if (silentMs < this.#parts.mediaTimeoutMs) this.#timeoutTold = false;
    else if (!this.#timeoutTold) {
      this.#timeoutTold = true;
      this.#emit({ kind: 'media-timeout', legId: this.legId, silentMs, everReceived: last !== null });
    }
  }

  #makePlayback(): Playback {
    const { legId } = this;
    return new Playback(this.#around.library, {
      started: (event, dueMs) =>
        this.#emit({ kind: 'play-started', legId, ...event, offsetMs: this.#around.offsetOf(dueMs) }),
      ended: (event) => {
        if (event.failure !== null) this.#around.degraded('synthesizer', event.failure);
        this.#emit({ kind: 'play-ended', legId, ...event });
      },
      words: (text) => this.sendText(text),
      used: (provider, chars, cached) => this.#around.used(provider, chars, cached),
    });
  }

  #makeHearing(): LegHearing {
    const { legId } = this;
    const emit = (event: MediaEvent): void => this.#emit(event);
    const offsetOf = (atMs: number): number => this.#around.offsetOf(atMs);
    return new LegHearing(this.playback, {
      speechStarted: (startedAtMs) =>
        emit({ kind: 'speech-started', legId, startedAtMs, offsetMs: offsetOf(startedAtMs) }),
      speechPaused: (startedAtMs, lastVoicedAtMs, sound) => {
        const offsetMs = offsetOf(startedAtMs);
        emit({ kind: 'speech-paused', legId, startedAtMs, lastVoicedAtMs, offsetMs, ...(sound && { sound }) });
      },
      partial: (text, atMs) => emit({ kind: 'partial', legId, text, atMs }),
      final: (text, confidence, atMs) => emit({ kind: 'final', legId, text, confidence, atMs }),
      degraded: (what, reason) => this.#around.degraded(what, reason),
    });
  }
}
