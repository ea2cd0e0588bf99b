import type { Libc, LoadedLibc } from './libc.ts';
import { longestAddressBytes } from './socket-address.ts';

/** No network carries a longer packet whole; what is longer is cut, and dropped. */
const longestBytes = 9_000;
const headerBytes = 56;
const controlBytes = 64;
const dontWait = 0x40;
const isCut = 0x20;
/** Of the header (`msghdr`, recvmsg(2)), in words of 32 bits. */
const nameLengthWord = 2;
const controlLengthWord = 10;
const flagsWord = 12;
/** Of the control message that carries the stamp: its kind, seconds and nanoseconds, in words of 32 bits. */
const stampKindWord = 3;
const stampSecondsWord = 4;
const stampNanosecondsWord = 6;
const stampBytes = 32;
/** `CLOCK_REALTIME`, and of its `timespec` the words of 32 bits. */
const wallClock = 0;
const wallSecondsWord = 0;
const wallNanosecondsWord = 2;
/** `SO_TIMESTAMPNS`, both the option and the kind of its control message. */
export const timestampOption = 35;

/**
 * Reads one datagram at a time into memory that is made once: its bytes, its source, and when the kernel took it in. All
 * of it is good until the next `read`.
 */
export class MessageReader {
  readonly #libc: Libc;
  readonly #data = new ArrayBuffer(longestBytes);
  readonly #control = new Uint32Array(new ArrayBuffer(controlBytes));
  readonly #vector = new BigUint64Array(new ArrayBuffer(16));
  readonly #header = new Uint8Array(new ArrayBuffer(headerBytes));
  readonly #headerWords = new Uint32Array(this.#header.buffer);
  /** Of each length met so far: calls repeat a few. */
  readonly #views = new Map<number, Uint8Array>();
  /** `timespec` of the present. */
  readonly #wall = new Uint32Array(new ArrayBuffer(16));
  #nowMs = 0;
  /** The present of the round before: what is read now came later. */
  #beforeMs = 0;
  /** The `sockaddr` of the source. */
  readonly source = new Uint8Array(new ArrayBuffer(longestAddressBytes));
  readonly sourceWords = new Uint32Array(this.source.buffer);

  constructor(libc: LoadedLibc) {
    this.#libc = libc.call;
    this.#vector[0] = libc.addressOf(this.#data);
    this.#vector[1] = BigInt(longestBytes);
    const header = new BigUint64Array(this.#header.buffer);
    header[0] = libc.addressOf(this.source.buffer);
    header[2] = libc.addressOf(this.#vector.buffer);
    header[3] = 1n;
    header[4] = libc.addressOf(this.#control.buffer);
  }

  /** A round of reads begins; `nowMs` is the present. */
  begin(nowMs: number): void {
    this.#beforeMs = Math.min(this.#nowMs, nowMs);
    this.#nowMs = nowMs;
    this.#libc.clock_gettime(wallClock, this.#wall);
  }

  /** The next datagram of a socket; null where there is none, where it was too long, and for a refusal that a peer sent. */
  read(fd: number): Uint8Array | null {
    this.#headerWords[nameLengthWord] = longestAddressBytes;
    this.#headerWords[controlLengthWord] = controlBytes;
    const length = this.#libc.recvmsg(fd, this.#header, dontWait);
    if (length < 0 || ((this.#headerWords[flagsWord] as number) & isCut) !== 0) return null;
    return this.#viewOf(length);
  }

  /** When the datagram read last came, on the clock of `begin`; a wall clock that jumped meanwhile is not believed. */
  get cameAtMs(): number {
    const isStamped =
      (this.#headerWords[controlLengthWord] as number) >= stampBytes &&
      this.#control[stampKindWord] === timestampOption;
    if (!isStamped) return this.#nowMs;
    const seconds = (this.#wall[wallSecondsWord] as number) - (this.#control[stampSecondsWord] as number);
    const nanoseconds = (this.#wall[wallNanosecondsWord] as number) - (this.#control[stampNanosecondsWord] as number);
    const cameAtMs = this.#nowMs - seconds * 1_000 - nanoseconds / 1e6;
    return Math.max(this.#beforeMs, Math.min(this.#nowMs, cameAtMs));
  }

  #viewOf(length: number): Uint8Array {
    const known = this.#views.get(length);
    if (known) return known;
    const view = new Uint8Array(this.#data, 0, length);
    this.#views.set(length, view);
    return view;
  }
}
