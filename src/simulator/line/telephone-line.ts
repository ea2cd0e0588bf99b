import type { Clock } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';
import {
  openSocketPair,
  openUdpSocket,
  RtpSession,
  TextSession,
  type OpenSocket,
  type PortPool,
  type RtpRemote,
  type SocketPair,
  type TextRemote,
} from '../../telephony/index.ts';
import type { LineFault } from '../customer/behaviour.ts';
import type { CallLine, CallLineListener } from './call-line.ts';

/** Characters leave nearly as they are typed: people's keyboards are slower than this. */
const textIntervalMs = 40;

export interface TelephoneLineOptions {
  readonly bindAddress: string;
  readonly ports: PortPool;
  readonly clock: Clock;
  readonly random: Random;
  readonly fault: LineFault;
  readonly openSocket?: OpenSocket;
}

/** A network that loses a share of the packets, each way. */
function lossy(open: OpenSocket, lossShare: number, random: Random): OpenSocket {
  return async (address, port) => {
    const socket = await open(address, port);
    return {
      port: socket.port,
      send: (bytes, to) => {
        if (random.next() >= lossShare) socket.send(bytes, to);
      },
      connect: (peer) => socket.connect(peer),
      onMessage: (listener) =>
        socket.onMessage((bytes, from) => {
          if (random.next() >= lossShare) listener(bytes, from);
        }),
      close: () => socket.close(),
    };
  };
}

/** Opens the sockets of one call. Rejects with `no-free-port`. */
export async function openTelephoneLine(options: TelephoneLineOptions): Promise<TelephoneLine> {
  const plain = options.openSocket ?? openUdpSocket;
  const { lossShare } = options.fault;
  const open = lossShare === undefined ? plain : lossy(plain, lossShare, options.random);
  const audio = await openSocketPair(options.ports, open, options.bindAddress, false);
  const text = await openSocketPair(options.ports, open, options.bindAddress, false);
  return new TelephoneLine(options, audio, text);
}

/** Sound, keys and text of one simulated telephone. Stepped from outside: one `send` per 20 ms. */
export class TelephoneLine implements CallLine {
  readonly port: number;
  readonly textPort: number;
  readonly #nowMs: () => number;
  readonly #rtp: RtpSession;
  readonly #text: TextSession;
  readonly #pairs: readonly SocketPair[];
  readonly #sendsNothing: boolean;
  #listener: CallLineListener | null = null;
  #closed = false;

  constructor({ clock, random, fault }: TelephoneLineOptions, audio: SocketPair, text: SocketPair) {
    this.port = audio.rtp.port;
    this.textPort = text.rtp.port;
    this.#pairs = [audio, text];
    this.#sendsNothing = fault.sendsNothing ?? false;
    this.#nowMs = () => clock.monotonicMs();
    this.#rtp = new RtpSession({
      socket: audio.rtp,
      rtcpSocket: null,
      random,
      wallMs: () => clock.now(),
      nowMs: this.#nowMs,
      listener: {
        voice: (samples, atMs) => this.#listener?.sound(samples, atMs),
        key: (report) => {
          if (report.kind === 'released') this.#listener?.key(report.digit);
        },
      },
    });
    this.#text = new TextSession({
      socket: text.rtp,
      random,
      nowMs: this.#nowMs,
      intervalMs: textIntervalMs,
      onText: (characters, atMs) => this.#listener?.characters(characters, atMs),
    });
  }

  /** Sets or changes the peer; `text` null: none was agreed. */
  connect(remote: RtpRemote, text: TextRemote | null): void {
    this.#rtp.connect(remote);
    this.#text.connect(text);
  }

  /** Who listens from now on; the one before hears nothing more. */
  listen(listener: CallLineListener): void {
    this.#listener = listener;
  }

  send(samples: Int16Array, text: string): void {
    if (this.#closed || this.#sendsNothing) return;
    const nowMs = this.#nowMs();
    this.#rtp.send(samples, nowMs);
    this.#rtp.tick(nowMs);
    if (text !== '' && this.#text.agreed) this.#text.append(text);
    this.#text.tick(nowMs);
  }

  press(key: string): void {
    this.#rtp.pressKeys(key);
  }

  get packets(): { readonly sent: number; readonly received: number } {
    const { packetsSent, packetsReceived } = this.#rtp.statistics();
    return { sent: packetsSent, received: packetsReceived };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener = null;
    this.#rtp.close(this.#nowMs());
    for (const pair of this.#pairs) pair.close();
  }
}
