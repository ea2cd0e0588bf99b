import type { Clock } from '../../src/foundation/clock.ts';
import type { Random } from '../../src/foundation/random.ts';
import {
  FrameClock,
  openSocketPair,
  openUdpSocket,
  RtpSession,
  runFrameClock,
  type PortPool,
  type RemoteMedia,
  type SocketPair,
} from '../../src/telephony/index.ts';

const frameSamples = 160;
/** A sound made for a bench holds lost packets as so much digital silence in its midst, at most: they are not sent. */
const longestLoss = 3;
const longestWaitMs = 5_000;

/** Plays a sound into a call over RTP, once, from the other side's first packet on, and leaves out the packets that its line has lost. */
export class Callee {
  readonly port: number;
  readonly #clock: Clock;
  readonly #rtp: RtpSession;
  readonly #pair: SocketPair;
  readonly #samples: Int16Array;
  readonly #lost: ReadonlySet<number>;
  readonly #played: () => void;
  #stop: () => void = () => undefined;
  #frame = 0;
  #isLosing = false;
  #begun = false;

  private constructor(
    samples: Int16Array,
    pair: SocketPair,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
    played: () => void,
  ) {
    this.#samples = samples;
    this.#lost = lostFrames(samples);
    this.#pair = pair;
    this.#clock = clock;
    this.#played = played;
    this.port = pair.rtp.port;
    const { rtp } = pair;
    this.#rtp = new RtpSession({
      socket: {
        port: rtp.port,
        send: (bytes, to) => void (this.#isLosing || rtp.send(bytes, to)),
        connect: (peer) => rtp.connect(peer),
        onMessage: (listener) => rtp.onMessage(listener),
        close: () => rtp.close(),
      },
      rtcpSocket: null,
      random,
      wallMs: () => clock.now(),
      nowMs: () => clock.monotonicMs(),
      listener: { firstPacket: (direction) => void (direction === 'in' && this.#begin()) },
    });
  }

  /** `played`: the sound is over. */
  static async open(
    samples: Int16Array,
    ports: PortPool,
    world: { readonly clock: Clock; readonly random: Random },
    played: () => void,
  ): Promise<Callee> {
    return new Callee(samples, await openSocketPair(ports, openUdpSocket, '127.0.0.1', false), world, played);
  }

  /** Begins to play when the other side is heard, or has been silent for too long. */
  play(remote: RemoteMedia): void {
    this.#rtp.connect(remote);
    this.#stop = this.#clock.after(longestWaitMs, () => this.#begin());
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#stop();
    const steps = { step: () => this.#step(), skipped: (frames: number) => this.#rtp.skip(frames) };
    this.#stop = runFrameClock(this.#clock, new FrameClock(Math.ceil(this.#clock.monotonicMs()), steps));
  }

  close(): void {
    this.#stop();
    this.#pair.close();
  }

  #step(): void {
    const nowMs = this.#clock.monotonicMs();
    const from = this.#frame * frameSamples;
    this.#isLosing = this.#lost.has(this.#frame++);
    const frame = new Int16Array(frameSamples);
    frame.set(this.#samples.subarray(from, from + frameSamples));
    this.#rtp.send(frame, nowMs);
    this.#rtp.tick(nowMs);
    if (from < this.#samples.length && from + frameSamples >= this.#samples.length) this.#played();
  }
}

/** Frames of digital silence, a few in a row, between others. */
function lostFrames(samples: Int16Array): ReadonlySet<number> {
  const lost = new Set<number>();
  let run: number[] = [];
  for (let frame = 0; (frame + 1) * frameSamples <= samples.length; frame++) {
    if (samples.subarray(frame * frameSamples, (frame + 1) * frameSamples).every((sample) => sample === 0)) {
      run.push(frame);
      continue;
    }
    if (run.length <= longestLoss) for (const each of run) lost.add(each);
    run = [];
  }
  return lost;
}
