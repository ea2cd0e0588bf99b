import type { Clock } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';
import { openUdpSocket, type OpenSocket } from './datagram-socket.ts';
import { FrameClock, runFrameClock } from './frame-clock.ts';
import { openSocketPair, type PortPool } from './port-pool.ts';
import type { RtpRemote } from './rtp-peer.ts';
import { RtpSession, type RtpSessionStatistics } from './rtp-session.ts';
import { TextSession, type TextRemote } from './text-session.ts';

export interface RtpEndpointOptions {
  readonly bindAddress: string;
  readonly ports: PortPool;
  readonly clock: Clock;
  readonly random: Random;
  /** Opens a second port for real-time text. */
  readonly text: boolean;
  readonly textIntervalMs?: number;
  /** `openUdpSocket` where absent; tests pass a memory network's. */
  readonly openSocket?: OpenSocket;
}

/**
 * A telephone's media in one object, on a 20 ms clock of its own in the caller's thread: for simulated customers, seats
 * and tests. From `connect` on it sends a packet every 20 ms, silence where nothing waits.
 */
export interface RtpEndpoint {
  readonly port: number;
  /** Null where no text was wanted. */
  readonly textPort: number | null;
  /** Sets or changes where to send; `text` null: none was agreed. */
  connect(remote: RtpRemote, text: TextRemote | null): void;
  /** Queues 8 kHz sound of any length; it goes out 20 ms at a time. */
  sendFrame(samples: Int16Array): void;
  /** Sound queued and not yet sent, in milliseconds. */
  readonly queuedMs: number;
  /** Drops what is queued: the speaker falls silent. */
  clearQueue(): void;
  /** Called every 20 ms with the peer's sound, evened out; `atMs` is `Clock.monotonicMs`. */
  onFrame(listener: (samples: Int16Array, atMs: number) => void): void;
  sendDigit(digits: string): void;
  /** One call a press, when the key comes up. */
  onDigit(listener: (digit: string, durationMs: number) => void): void;
  sendText(text: string): void;
  onText(listener: (text: string, atMs: number) => void): void;
  statistics(): RtpSessionStatistics;
  /** Stops sending without closing (a peer that goes dead); `false` goes on. */
  mute(silent: boolean): void;
  close(): void;
}

const frameSamples = 160;

/** Opens sockets on the next free ports. Rejects with `no-free-port`. */
export async function openRtpEndpoint(options: RtpEndpointOptions): Promise<RtpEndpoint> {
  const open = options.openSocket ?? openUdpSocket;
  const audio = await openSocketPair(options.ports, open, options.bindAddress, true);
  const text = options.text ? await openSocketPair(options.ports, open, options.bindAddress, false) : null;
  return new ClockedEndpoint(options, audio, text);
}

type Pair = Awaited<ReturnType<typeof openSocketPair>>;

class ClockedEndpoint implements RtpEndpoint {
  readonly port: number;
  readonly textPort: number | null;
  readonly #clock: Clock;
  readonly #pairs: readonly Pair[];
  readonly #rtp: RtpSession;
  readonly #text: TextSession | null;
  readonly #queue: Int16Array[] = [];
  #offset = 0;
  #stopClock: (() => void) | null = null;
  #muted = false;
  #onFrame: (samples: Int16Array, atMs: number) => void = () => undefined;
  #onDigit: (digit: string, durationMs: number) => void = () => undefined;
  #onText: (text: string, atMs: number) => void = () => undefined;

  constructor({ clock, random, textIntervalMs }: RtpEndpointOptions, audio: Pair, text: Pair | null) {
    this.#clock = clock;
    this.#pairs = text ? [audio, text] : [audio];
    this.port = audio.rtp.port;
    this.textPort = text?.rtp.port ?? null;
    const nowMs = (): number => clock.monotonicMs();
    this.#rtp = new RtpSession({
      socket: audio.rtp,
      rtcpSocket: audio.rtcp,
      random,
      wallMs: () => clock.now(),
      nowMs,
      listener: {
        key: (report) => {
          if (report.kind === 'released') this.#onDigit(report.digit, report.durationMs);
        },
      },
    });
    this.#text =
      text &&
      new TextSession({
        socket: text.rtp,
        random,
        nowMs,
        onText: (words, atMs) => this.#onText(words, atMs),
        ...(textIntervalMs === undefined ? {} : { intervalMs: textIntervalMs }),
      });
  }

  connect(remote: RtpRemote, text: TextRemote | null): void {
    this.#rtp.connect(remote);
    this.#text?.connect(text);
    this.#stopClock ??= runFrameClock(
      this.#clock,
      new FrameClock(this.#clock.monotonicMs(), {
        step: (_dueMs, nowMs) => this.#step(nowMs),
        skipped: (frames) => this.#rtp.skip(frames),
      }),
    );
  }

  #step(nowMs: number): void {
    if (this.#muted) this.#rtp.skip(1);
    else this.#rtp.send(this.#nextFrame(), nowMs);
    if (!this.#muted) {
      this.#rtp.tick(nowMs);
      this.#text?.tick(nowMs);
    }
    this.#onFrame(this.#rtp.pull(nowMs).slice(), nowMs);
  }

  #nextFrame(): Int16Array | null {
    if (this.#queue.length === 0 || this.#rtp.pressing) return null;
    const frame = new Int16Array(frameSamples);
    for (let filled = 0; filled < frameSamples && this.#queue.length > 0;) {
      const head = this.#queue[0] as Int16Array;
      const part = head.subarray(this.#offset, this.#offset + frameSamples - filled);
      frame.set(part, filled);
      filled += part.length;
      this.#offset += part.length;
      if (this.#offset < head.length) break;
      this.#queue.shift();
      this.#offset = 0;
    }
    return frame;
  }

  sendFrame(samples: Int16Array): void {
    if (samples.length > 0) this.#queue.push(samples);
  }

  get queuedMs(): number {
    return (this.#queue.reduce((sum, samples) => sum + samples.length, 0) - this.#offset) / 8;
  }

  clearQueue(): void {
    this.#queue.length = 0;
    this.#offset = 0;
  }

  onFrame(listener: (samples: Int16Array, atMs: number) => void): void {
    this.#onFrame = listener;
  }

  sendDigit(digits: string): void {
    this.#rtp.pressKeys(digits);
  }

  onDigit(listener: (digit: string, durationMs: number) => void): void {
    this.#onDigit = listener;
  }

  sendText(text: string): void {
    this.#text?.append(text);
  }

  onText(listener: (text: string, atMs: number) => void): void {
    this.#onText = listener;
  }

  statistics(): RtpSessionStatistics {
    return this.#rtp.statistics();
  }

  mute(silent: boolean): void {
    this.#muted = silent;
  }

  close(): void {
    this.#stopClock?.();
    this.#rtp.close(this.#clock.monotonicMs());
    for (const pair of this.#pairs) pair.close();
  }
}
