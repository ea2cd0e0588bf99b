import type { DatagramSocket } from '../datagram-socket.ts';
import type { NetworkAddress } from '../source-latch.ts';
import type { Libc } from './libc.ts';
import type { MessageReader } from './message-reader.ts';
import { families, longestAddressBytes, readAddress, writeAddress, type Family } from './socket-address.ts';

const dontWait = 0x40;
/** `AF_UNSPEC`: connecting to it takes a connection away (connect(2)). */
const nobody = new Uint8Array(longestAddressBytes);

/** Family and port, address; the rest of a `sockaddr_in` is empty. */
const ipv4SourceWords = 2;

/** What a socket asks of its hub. */
export interface SocketSurroundings {
  readonly libc: Libc;
  /** The kernel did not take a datagram: its queue is full, or a peer refused an earlier one. */
  refused(): void;
  closed(): void;
}

/** A non-blocking UDP socket of the C library. It takes in nothing by itself: its hub says when. */
export class BatchedSocket implements DatagramSocket {
  readonly port: number;
  readonly #fd: number;
  readonly #family: Family;
  readonly #around: SocketSurroundings;
  readonly #target = new Uint8Array(longestAddressBytes);
  #targetLength = 0;
  #targetOf: NetworkAddress = { address: '', port: 0 };
  readonly #sourceWords: Uint32Array;
  #source: NetworkAddress = { address: '', port: 0 };
  #listener: Parameters<DatagramSocket['onMessage']>[0] = () => undefined;
  #connected = false;
  #closed = false;

  constructor(fd: number, family: Family, port: number, around: SocketSurroundings) {
    this.#fd = fd;
    this.#family = family;
    this.port = port;
    this.#around = around;
    this.#sourceWords = new Uint32Array(family === families.ipv6 ? longestAddressBytes / 4 : ipv4SourceWords);
  }

  send(bytes: Uint8Array, to: NetworkAddress): void {
    if (this.#closed || to.port === 0) return;
    const { libc } = this.#around;
    if (this.#connected) {
      if (libc.send(this.#fd, bytes, bytes.length, dontWait) < 0) this.#around.refused();
      return;
    }
    this.#aimAt(to);
    const sent =
      this.#targetLength > 0 &&
      libc.sendto(this.#fd, bytes, bytes.length, dontWait, this.#target, this.#targetLength) >= 0;
    if (!sent) this.#around.refused();
  }

  connect(peer: NetworkAddress | null): void {
    if (this.#closed) return;
    const { libc } = this.#around;
    const wasConnected = this.#connected;
    this.#connected = peer !== null && this.#isConnectedTo(peer);
    if (wasConnected && !this.#connected) libc.connect(this.#fd, nobody, nobody.length);
  }

  onMessage(listener: Parameters<DatagramSocket['onMessage']>[0]): void {
    this.#listener = listener;
  }

  /** Hands over one datagram, if one is there. */
  take(reader: MessageReader): void {
    const bytes = this.#closed ? null : reader.read(this.#fd);
    if (bytes) this.#listener(bytes, this.#sourceOf(reader), reader.cameAtMs);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#around.closed();
  }

  /** An address that cannot be connected is sent to all the same, one datagram at a time. */
  #isConnectedTo(peer: NetworkAddress): boolean {
    if (peer.port === 0) return false;
    this.#aimAt(peer);
    return this.#targetLength > 0 && this.#around.libc.connect(this.#fd, this.#target, this.#targetLength) === 0;
  }

  #aimAt(to: NetworkAddress): void {
    const before = this.#targetOf;
    if (before === to || (before.port === to.port && before.address === to.address)) return;
    this.#targetOf = { address: to.address, port: to.port };
    this.#targetLength = writeAddress(this.#around.libc, this.#family, to, this.#target);
  }

  /** Nearly always the one of the datagram before: its text is made once. */
  #sourceOf(reader: MessageReader): NetworkAddress {
    const words = this.#sourceWords;
    for (let index = 0; index < words.length; index++)
      if (words[index] !== reader.sourceWords[index]) {
        words.set(reader.sourceWords.subarray(0, words.length));
        this.#source = readAddress(this.#around.libc, reader.source);
        break;
      }
    return this.#source;
  }
}
