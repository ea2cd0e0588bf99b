import { CodedError } from '../../../foundation/errors.ts';
import { openUdpSocket, type DatagramHub, type DatagramSocket } from '../datagram-socket.ts';
import { BatchedSocket } from './batched-socket.ts';
import { loadLibc, type LoadedLibc } from './libc.ts';
import { MessageReader, timestampOption } from './message-reader.ts';
import { familyOf, longestAddressBytes, readPort, writeAddress, type Family } from './socket-address.ts';

/** Linux on x64 and arm64: socket(2), epoll(7). */
const datagram = 2;
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
const socketLevel = 1;
const addToEpoll = 1;
const takeFromEpoll = 2;
const readable = 1;
const eventsAtOnce = 256;
/** Of one socket in one poll: a peer that floods us gets no more, the rest waits in the kernel or is lost there. */
const datagramsAtOnce = 16;

const one = new Uint8Array(new Uint32Array([1]).buffer);

/**
 * UDP sockets of the C library, called through `koffi`, which never wake the event loop: whoever has a clock polls, and all
 * that has come is read in one go, one epoll_wait(2) and one recvmsg(2) a datagram, into memory made once. With 200 sockets
 * on loopback a datagram costs 4.1 µs of CPU, kernel included, where `dgram` takes 6.7. Sends go out at once: each leg has a
 * socket of its own with one datagram a frame, so that sendmmsg(2) and recvmmsg(2) would have nothing to gather, and measured
 * 5 to 30 % slower than the plain calls.
 *
 * `nowMs` is read with each poll. Throws `no-batched-sockets` where this machine has none.
 */
export function openBatchedHub(
  nowMs: () => number,
  platform: string = process.platform,
  architecture: string = process.arch,
): BatchedHub {
  return new BatchedHub(loadLibc(platform, architecture), nowMs, architecture === 'x64');
}

export class BatchedHub implements DatagramHub {
  readonly path = 'batched';
  readonly #libc: LoadedLibc;
  readonly #nowMs: () => number;
  readonly #epoll: number;
  readonly #reader: MessageReader;
  readonly #events: Int32Array;
  /** Words of 32 bits in one `epoll_event`, which is packed on x64, and where in it the socket stands. */
  readonly #eventWords: number;
  readonly #eventSocketWord: number;
  readonly #sockets = new Map<number, BatchedSocket>();
  #refused = 0;

  constructor(libc: LoadedLibc, nowMs: () => number, packedEvents: boolean) {
    this.#libc = libc;
    this.#nowMs = nowMs;
    this.#reader = new MessageReader(libc);
    this.#eventWords = packedEvents ? 3 : 4;
    this.#eventSocketWord = packedEvents ? 1 : 2;
    this.#events = new Int32Array(new ArrayBuffer(eventsAtOnce * this.#eventWords * 4));
    this.#epoll = libc.call.epoll_create1(closeOnExec);
    if (this.#epoll < 0) throw new CodedError('no-batched-sockets', `batched sockets: epoll: ${libc.errorCode()}`);
  }

  /** Datagrams that the kernel did not take: its queue was full, or the peer had refused an earlier one. */
  get refused(): number {
    return this.#refused;
  }

  readonly open = (address: string, port: number): Promise<DatagramSocket> =>
    // An address with a zone (`fe80::1%eth0`) needs more than the C library's parser.
    address.includes('%')
      ? openUdpSocket(address, port)
      : new Promise((resolve) => {
          resolve(this.#openNow(address, port));
        });

  poll(): void {
    if (this.#sockets.size === 0) return;
    this.#reader.begin(this.#nowMs());
    for (let round = 0; round < datagramsAtOnce; round++) {
      const ready = this.#libc.call.epoll_wait(this.#epoll, this.#events, eventsAtOnce, 0);
      if (ready <= 0) return;
      for (let index = 0; index < ready; index++) {
        const fd = this.#events[index * this.#eventWords + this.#eventSocketWord] as number;
        this.#sockets.get(fd)?.take(this.#reader);
      }
    }
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
    this.#libc.call.close(this.#epoll);
  }

  #openNow(address: string, port: number): BatchedSocket {
    const { call } = this.#libc;
    const family = familyOf(address);
    const fd = call.socket(family, datagram | nonBlocking | closeOnExec, 0);
    if (fd < 0) throw this.#refusal('socket', address, port);
    try {
      const bound = this.#bind(fd, family, address, port);
      const socket = new BatchedSocket(fd, family, bound, {
        libc: call,
        refused: () => void this.#refused++,
        closed: () => this.#drop(fd),
      });
      this.#sockets.set(fd, socket);
      return socket;
    } catch (error) {
      call.close(fd);
      throw error;
    }
  }

  /** The port, which the kernel chooses where 0 was asked for. */
  #bind(fd: number, family: Family, address: string, port: number): number {
    const { call } = this.#libc;
    const name = new Uint8Array(longestAddressBytes);
    const length = writeAddress(call, family, { address, port }, name);
    if (call.bind(fd, name, length) < 0) throw this.#refusal('bind', address, port);
    if (call.setsockopt(fd, socketLevel, timestampOption, one, one.length) < 0)
      throw this.#refusal('timestamps', address, port);
    const event = new Int32Array(this.#eventWords);
    event[0] = readable;
    event[this.#eventSocketWord] = fd;
    if (call.epoll_ctl(this.#epoll, addToEpoll, fd, event) < 0) throw this.#refusal('epoll', address, port);
    const nameLength = new Uint32Array([longestAddressBytes]);
    if (call.getsockname(fd, name, nameLength) < 0) throw this.#refusal('getsockname', address, port);
    return readPort(name);
  }

  #refusal(what: string, address: string, port: number): CodedError {
    const code = this.#libc.errorCode();
    return new CodedError(code, `${what} ${address}:${port}: ${code}`, { address, port });
  }

  #drop(fd: number): void {
    this.#sockets.delete(fd);
    this.#libc.call.epoll_ctl(this.#epoll, takeFromEpoll, fd, this.#events);
    this.#libc.call.close(fd);
  }
}
