import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { NetworkAddress } from './source-latch.ts';

/** What RTP needs of UDP. The operating system's and the memory network of `testing/` implement it. */
export interface DatagramSocket {
  readonly port: number;
  /** Sends at once. The bytes must stay untouched for 100 ms: a full kernel queue sends them later. */
  send(bytes: Uint8Array, to: NetworkAddress): void;
  /** Takes packets from this peer alone from now on, which costs less; null takes them from anybody again. */
  connect(peer: NetworkAddress | null): void;
  /** The bytes are good until the listener returns. `cameAtMs` (`Clock.monotonicMs`) where it is known to have been before now. */
  onMessage(listener: (bytes: Uint8Array, from: NetworkAddress, cameAtMs?: number) => void): void;
  close(): void;
}

/** Rejects with `code` EADDRINUSE where the port is taken. Never with port 0: Linux takes such a port away when it is disconnected. */
export type OpenSocket = (address: string, port: number) => Promise<DatagramSocket>;

/** A way to UDP: all sockets of one thread. */
export interface DatagramHub {
  readonly path: 'dgram' | 'batched';
  readonly open: OpenSocket;
  /** Hands over all that has come, where sockets do not tell of it by themselves. Called at the beginning of every tick. */
  poll(): void;
  /** Closes what is still open; the hub is of no use afterwards. */
  close(): void;
}

/**
 * Without a lookup of our own Node resolves even a literal address asynchronously: a send would then leave a turn of the
 * event loop later, and a reused buffer would send duplicates and gaps.
 */
const literalLookup = (
  host: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void => done(null, host, isIPv6(host) ? 6 : 4);

export const openUdpSocket: OpenSocket = (address, port) =>
  new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', lookup: literalLookup });
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      // A closed port at the peer answers with ICMP; that must not end the call.
      socket.on('error', () => undefined);
      resolve(new UdpSocket(socket));
    });
  });

class UdpSocket implements DatagramSocket {
  readonly port: number;
  readonly #socket: Socket;
  #connected = false;
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
  }

  send(bytes: Uint8Array, to: NetworkAddress): void {
    if (this.#closed || to.port === 0) return;
    // No callback: what cannot be sent is lost like any packet, and a callback would cost a turn of the event loop.
    if (this.#connected) this.#socket.send(bytes);
    else this.#socket.send(bytes, to.port, to.address);
  }

  connect(peer: NetworkAddress | null): void {
    if (this.#closed) return;
    if (this.#connected) this.#socket.disconnect();
    this.#connected = peer !== null && this.#isConnectedTo(peer);
  }

  /** An address that cannot be connected is sent to all the same, one datagram at a time. */
  #isConnectedTo(peer: NetworkAddress): boolean {
    try {
      this.#socket.connect(peer.port, peer.address);
      this.#socket.remoteAddress();
      return true;
    } catch {
      return false;
    }
  }

  onMessage(listener: (bytes: Uint8Array, from: NetworkAddress) => void): void {
    this.#socket.on('message', listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}
