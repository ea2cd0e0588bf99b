import { ComfortNoise, levelDbfs } from '../../src/audio/index.ts';
import type { Clock } from '../../src/foundation/clock.ts';
import type { Random } from '../../src/foundation/random.ts';
import {
  FrameClock,
  openSocketPair,
  openUdpSocket,
  RtpSession,
  runFrameClock,
  TextSession,
  type PortPool,
  type RemoteMedia,
  type SocketPair,
} from '../../src/telephony/index.ts';
import type { UtteranceKind } from './mix.ts';
import { frameSamples, lineNoiseDbfs, newWords, voiceFloorDbfs, type Utterance } from './utterance.ts';

/** What became of one utterance, by the customer's own sockets. Times are `Clock.monotonicMs`. */
export interface Said {
  readonly kind: UtteranceKind;
  readonly text: string;
  readonly firstVoicedAtMs: number;
  readonly lastVoicedAtMs: number;
  /** First voiced packet after it, null where none came. */
  readonly replyAtMs: number | null;
  /** Last voiced packet before the robot fell silent while this was said. */
  readonly robotLastVoicedAtMs: number | null;
  /** The robot began to speak, or began again, while it was said. */
  readonly spokenInto: boolean;
}

/** The robot has said all it wants when it was silent for so long; its own pauses at a comma are shorter. */
const robotDoneMs = 700;
const interruptAfterMs = 800;
const stillSpeakingMs = 200;
const longestWaitMs = 5_000;
const textIntervalMs = 40;

/**
 * A customer who says its lines one after the other, each when the robot has replied and fallen silent, an
 * interruption in the middle of a reply; where it was asked for, with the same words typed as they are spoken (RFC 4103).
 */
export class TurnCaller {
  readonly port: number;
  /** Null: it does not type. */
  readonly textPort: number | null;
  readonly #clock: Clock;
  readonly #rtp: RtpSession;
  readonly #text: TextSession | null;
  readonly #noise = new ComfortNoise();
  readonly #pairs: readonly SocketPair[];
  readonly #lines: Utterance[];
  readonly #done: (said: readonly Said[]) => void;
  readonly #said: { -readonly [Key in keyof Said]: Said[Key] }[] = [];
  #stop: () => void = () => undefined;
  #line: Utterance | null = null;
  #frame = 0;
  #robotBeganAtMs = 0;
  #robotLastVoicedAtMs = Number.NEGATIVE_INFINITY;
  #waitsSinceMs: number;

  private constructor(
    lines: readonly Utterance[],
    [audio, text]: readonly [SocketPair, SocketPair | null],
    { clock, random }: { readonly clock: Clock; readonly random: Random },
    done: (said: readonly Said[]) => void,
  ) {
    this.#clock = clock;
    this.#lines = [...lines];
    this.#pairs = text ? [audio, text] : [audio];
    this.#noise.setLevel(lineNoiseDbfs);
    this.#done = done;
    this.port = audio.rtp.port;
    this.textPort = text?.rtp.port ?? null;
    const nowMs = (): number => clock.monotonicMs();
    this.#waitsSinceMs = nowMs();
    this.#rtp = new RtpSession({
      socket: audio.rtp,
      rtcpSocket: null,
      random,
      wallMs: () => clock.now(),
      nowMs,
      listener: { voice: (samples) => this.#heard(samples) },
    });
    this.#text =
      text && new TextSession({ socket: text.rtp, random, nowMs, intervalMs: textIntervalMs, onText: () => undefined });
  }

  static async open(
    lines: readonly Utterance[],
    ports: PortPool,
    { types, ...world }: { readonly clock: Clock; readonly random: Random; readonly types: boolean },
    done: (said: readonly Said[]) => void,
  ): Promise<TurnCaller> {
    const audio = await openSocketPair(ports, openUdpSocket, '127.0.0.1', false);
    const text = types ? await openSocketPair(ports, openUdpSocket, '127.0.0.1', false) : null;
    return new TurnCaller(lines, [audio, text], world, done);
  }

  connect(remote: RemoteMedia): void {
    this.#rtp.connect(remote);
    this.#text?.connect(remote.text);
    const startAtMs = Math.ceil(this.#clock.monotonicMs());
    const steps = { step: () => this.#step(), skipped: (frames: number) => this.#rtp.skip(frames) };
    this.#stop = runFrameClock(this.#clock, new FrameClock(startAtMs, steps));
  }

  close(): void {
    this.#stop();
    for (const pair of this.#pairs) pair.close();
  }

  #heard(samples: Int16Array): void {
    if (levelDbfs(samples) < voiceFloorDbfs) return;
    const nowMs = this.#clock.monotonicMs();
    const begins = nowMs - this.#robotLastVoicedAtMs > stillSpeakingMs;
    if (begins) this.#robotBeganAtMs = nowMs;
    this.#robotLastVoicedAtMs = nowMs;
    const said = this.#said.at(-1);
    if (!said) return;
    if (this.#line === null) said.replyAtMs ??= nowMs;
    else if (this.#frame > 0) {
      said.spokenInto ||= begins;
      if (!said.spokenInto) said.robotLastVoicedAtMs = nowMs;
    }
  }

  #step(): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#line === null && this.#mayBegin(nowMs)) this.#begin(nowMs);
    const line = this.#line;
    const at = this.#frame * frameSamples;
    this.#rtp.send(line ? line.samples.slice(at, at + frameSamples) : this.#silence(), nowMs);
    if (line) this.#spoke(line, nowMs);
    this.#text?.tick(nowMs);
    this.#rtp.tick(nowMs);
  }

  #silence(): Int16Array {
    return Int16Array.from({ length: frameSamples }, () => this.#noise.next());
  }

  #mayBegin(nowMs: number): boolean {
    const next = this.#lines[0];
    const before = this.#said.at(-1);
    const replied = before ? before.replyAtMs !== null : this.#robotBeganAtMs > 0;
    if (nowMs - Math.max(this.#waitsSinceMs, this.#robotLastVoicedAtMs) > longestWaitMs) return true;
    const speaking = nowMs - this.#robotLastVoicedAtMs <= stillSpeakingMs;
    if (next?.kind === 'interrupt') return replied && speaking && nowMs - (before?.replyAtMs ?? 0) >= interruptAfterMs;
    return replied && nowMs - this.#robotLastVoicedAtMs > robotDoneMs;
  }

  #begin(nowMs: number): void {
    const next = this.#lines.shift();
    if (!next) {
      this.#stop();
      this.#done(this.#said);
      return;
    }
    this.#line = next;
    this.#frame = 0;
    const { kind, text } = next;
    this.#said.push({
      kind,
      text,
      firstVoicedAtMs: nowMs,
      lastVoicedAtMs: nowMs,
      replyAtMs: null,
      robotLastVoicedAtMs: null,
      spokenInto: false,
    });
  }

  /** A frame of the line has left, and its characters follow. */
  #spoke(line: Utterance, nowMs: number): void {
    this.#text?.append(newWords(line, this.#frame));
    this.#frame++;
    const said = this.#said.at(-1);
    if (said && this.#frame === 1) said.firstVoicedAtMs = nowMs;
    if (this.#frame < line.said.length) return;
    if (said) said.lastVoicedAtMs = nowMs;
    this.#line = null;
    this.#waitsSinceMs = nowMs;
  }
}
