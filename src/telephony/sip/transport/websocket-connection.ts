import { WebSocket, type RawData } from 'ws';
import type { Clock } from '../../../foundation/clock.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { overstays, type ConnectionLimits } from './connection-limits.ts';

const pingEveryMs = 30_000;
/** Two pings without a word or a pong: the page is gone. */
const silentForMs = 75_000;

/** One WebSocket with a peer: a message a frame, pings both of RFC 5626 and of WebSocket (RFC 7118 §6). */
export class WebSocketConnection {
  readonly peer: SipAddress;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #openedAtMs: number;
  #heardAtMs: number;
  #pingedAtMs: number;
  #hasSpoken = false;
  /** What is sent once the connection is there. */
  readonly #held: string[] = [];

  constructor(socket: WebSocket, peer: SipAddress, clock: Clock, received: (message: Buffer) => void) {
    this.peer = peer;
    this.#socket = socket;
    this.#clock = clock;
    this.#openedAtMs = clock.monotonicMs();
    this.#heardAtMs = this.#openedAtMs;
    this.#pingedAtMs = this.#openedAtMs;
    const heard = (): void => {
      this.#heardAtMs = clock.monotonicMs();
    };
    socket.on('ping', heard);
    socket.on('pong', heard);
    socket.on('message', (data) => {
      heard();
      const message = bytesOf(data);
      if (isLineEnds(message)) return this.#answerPing(message);
      this.#hasSpoken = true;
      received(message);
    });
    socket.once('open', () => {
      heard();
      for (const text of this.#held.splice(0)) socket.send(text);
    });
  }

  /** Gives the connection up where the peer reads too slowly. */
  send(text: string, maxQueuedBytes: number): void {
    if (this.#socket.bufferedAmount > maxQueuedBytes) this.terminate();
    else if (this.#socket.readyState === WebSocket.CONNECTING) this.#held.push(text);
    else this.#socket.send(text, () => undefined);
  }

  /** Called again and again: pings a silent peer, and closes the connection of one that is gone or never spoke. */
  sweep(limits: ConnectionLimits): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const hasSpoken = this.#hasSpoken || this.peer.flow === undefined;
    const conduct = { openedAtMs: this.#openedAtMs, heardAtMs: this.#heardAtMs, hasSpoken, halfSinceMs: null };
    if (nowMs - this.#heardAtMs >= silentForMs || overstays(conduct, nowMs, limits) !== null) return this.terminate();
    if (nowMs - Math.max(this.#heardAtMs, this.#pingedAtMs) < pingEveryMs) return;
    this.#pingedAtMs = nowMs;
    this.#socket.ping();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** A double line end asks for a single one (RFC 5626 §3.5.1). */
  #answerPing(message: Buffer): void {
    if (message.length >= 4) this.#socket.send('\r\n');
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

const isLineEnds = (message: Buffer): boolean =>
  message.length <= 8 && message.every((byte) => byte === 0x0d || byte === 0x0a);
