import type { Clock } from '../../foundation/clock.ts';
import type { DatagramSocket, OpenSocket } from '../rtp/datagram-socket.ts';
import type { NetworkAddress } from '../rtp/source-latch.ts';

/** What a link does to one datagram: when each copy of it arrives, in milliseconds from now; none: it is lost. */
export type LinkFate = (bytes: Uint8Array, from: NetworkAddress, to: NetworkAddress) => readonly number[];

export interface SentDatagram {
  readonly atMs: number;
  readonly from: NetworkAddress;
  readonly to: NetworkAddress;
  readonly bytes: Uint8Array;
}

/** UDP without a kernel, in virtual time: drops, delays, reorders and duplicates as `fate` says. Remembers all that was sent. */
export class MemoryDatagrams {
  readonly sent: SentDatagram[] = [];
  fate: LinkFate;
  readonly #clock: Clock;
  readonly #sockets = new Map<string, MemorySocket>();
  #nextPort = 40_000;

  constructor(clock: Clock, fate: LinkFate = () => [0]) {
    this.#clock = clock;
    this.fate = fate;
  }

  readonly open: OpenSocket = (address, port) => {
    const chosen = port === 0 ? this.#nextPort++ : port;
    const key = `${address}:${chosen}`;
    if (this.#sockets.has(key)) return Promise.reject(Object.assign(new Error(`bind ${key}`), { code: 'EADDRINUSE' }));
    const socket = new MemorySocket(
      chosen,
      (bytes, to) => this.#carry(bytes, { address, port: chosen }, to),
      () => this.#sockets.delete(key),
    );
    this.#sockets.set(key, socket);
    return Promise.resolve(socket);
  };

  /** Addresses that are open. */
  get addresses(): readonly string[] {
    return [...this.#sockets.keys()];
  }

  #carry(bytes: Uint8Array, from: NetworkAddress, to: NetworkAddress): void {
    const copy = bytes.slice();
    this.sent.push({ atMs: this.#clock.monotonicMs(), from, to, bytes: copy });
    for (const afterMs of this.fate(copy, from, to))
      this.#clock.after(afterMs, () => this.#sockets.get(`${to.address}:${to.port}`)?.deliver(copy, from));
  }
}

class MemorySocket implements DatagramSocket {
  readonly port: number;
  readonly #carry: (bytes: Uint8Array, to: NetworkAddress) => void;
  readonly #onClose: () => void;
  #listener: (bytes: Uint8Array, from: NetworkAddress) => void = () => undefined;
  #peer: NetworkAddress | null = null;

  constructor(port: number, carry: (bytes: Uint8Array, to: NetworkAddress) => void, onClose: () => void) {
    this.port = port;
    this.#carry = carry;
    this.#onClose = onClose;
  }

  send(bytes: Uint8Array, to: NetworkAddress): void {
    this.#carry(bytes, this.#peer ?? to);
  }

  connect(peer: NetworkAddress | null): void {
    this.#peer = peer;
  }

  onMessage(listener: (bytes: Uint8Array, from: NetworkAddress) => void): void {
    this.#listener = listener;
  }

  deliver(bytes: Uint8Array, from: NetworkAddress): void {
    const fits = this.#peer === null || (this.#peer.address === from.address && this.#peer.port === from.port);
    if (fits) this.#listener(bytes, from);
  }

  close(): void {
    this.#onClose();
  }
}
