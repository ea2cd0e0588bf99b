import type { CtiHello, CtiMessage, CtiPlace } from '../contract/cti.ts';
import type { Timers } from './timers.ts';

/** The part of the platform's WebSocket that is used. */
export interface WebSocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(event: 'open', listener: () => void): void;
  addEventListener(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  addEventListener(
    event: 'close',
    listener: (closed: { readonly code: number; readonly reason: string }) => void,
  ): void;
  addEventListener(event: 'error', listener: (error: unknown) => void): void;
}

export interface LiveLinkOptions {
  readonly url: string;
  readonly key: string;
  readonly parties: readonly string[] | undefined;
  readonly openSocket: (url: string) => WebSocketLike;
  readonly timers: Timers;
  /** A number in [0, 1): spreads programs that all lost the same server. */
  readonly chance: () => number;
  readonly onMessage: (message: CtiMessage) => void;
  /** The link is up, or down and why; `final` where it will not be tried again. */
  readonly onLink: (link: { readonly up: boolean; readonly why: string; readonly final: boolean }) => void;
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;
/** Nothing was heard for so many heartbeats: the other side is gone. */
const silentHeartbeats = 3;
/** Trying again would be refused again: bad message, no such key, no such scope. */
const finalCodes: ReadonlySet<number> = new Set([4400, 4401, 4403]);

/** How long to wait before try number `tries` (from 0): twice as long each time, between half of it and all. */
export function retryAfterMs(tries: number, chance: number): number {
  const mostMs = Math.min(longestRetryMs, firstRetryMs * 2 ** tries);
  return mostMs / 2 + (mostMs / 2) * chance;
}

/**
 * Keeps a live connection up: says hello, remembers the place read to, and goes on there after a loss.
 *
 *   connecting ──open, hello──▶ reading ──close, silence──▶ waiting ──after a while──▶ connecting
 *                                  │ refused for good, or closed by us: over
 */
export class LiveLink {
  readonly #options: LiveLinkOptions;
  #socket: WebSocketLike | null = null;
  #place: CtiPlace | null = null;
  #tries = 0;
  #over = false;
  #heartbeatMs = 15_000;
  #cancelTimer: () => void = () => undefined;

  constructor(options: LiveLinkOptions) {
    this.#options = options;
    this.#connect();
  }

  close(): void {
    this.#over = true;
    this.#cancelTimer();
    this.#socket?.close();
  }

  #connect(): void {
    const { url, openSocket } = this.#options;
    const socket = openSocket(url);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#hello(socket));
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#heard(JSON.parse(String(data)) as CtiMessage);
    });
    // A `close` follows, which says all.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ code, reason }) => this.#lost(socket, code, reason));
    this.#expectSound(socket);
  }

  #hello(socket: WebSocketLike): void {
    const { key, parties } = this.#options;
    const hello: CtiHello = {
      kind: 'hello',
      key,
      ...(parties && { parties: [...parties] }),
      ...(this.#place && { since: this.#place }),
    };
    socket.send(JSON.stringify(hello));
  }

  #heard(message: CtiMessage): void {
    const { onMessage, onLink } = this.#options;
    if (message.kind === 'welcome') {
      this.#tries = 0;
      this.#heartbeatMs = message.heartbeatMs;
      this.#place = { feed: message.feed, seq: message.seq };
      onLink({ up: true, why: '', final: false });
    } else if (this.#place) this.#place = { feed: this.#place.feed, seq: message.seq };
    if (this.#socket) this.#expectSound(this.#socket);
    onMessage(message);
  }

  #expectSound(socket: WebSocketLike): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.timers.after(this.#heartbeatMs * silentHeartbeats, () => {
      this.#lost(socket, 0, 'nothing was heard for too long');
      socket.close();
    });
  }

  #lost(socket: WebSocketLike, code: number, reason: string): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#cancelTimer();
    const final = this.#over || finalCodes.has(code);
    this.#over = final;
    this.#options.onLink({ up: false, why: reason || `closed with code ${code}`, final });
    if (final) return;
    const waitMs = retryAfterMs(this.#tries++, this.#options.chance());
    this.#cancelTimer = this.#options.timers.after(waitMs, () => this.#connect());
  }
}
