import { constants } from 'node:os';
import { CodedError } from '../../../foundation/errors.ts';
import { loadFunctions, loadKoffi } from '../../../foundation/native-library.ts';

/** Socket calls of the C library, as in section 2 of the manual: −1 is a refusal, and `errorCode` says which. */
export interface Libc {
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  getsockname(fd: number, address: Uint8Array, length: Uint32Array): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number;
  send(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  sendto(fd: number, bytes: Uint8Array, length: number, flags: number, to: Uint8Array, toLength: number): number;
  recvmsg(fd: number, header: Uint8Array, flags: number): number;
  epoll_create1(flags: number): number;
  epoll_ctl(epoll: number, operation: number, fd: number, event: Int32Array): number;
  epoll_wait(epoll: number, events: Int32Array, most: number, timeoutMs: number): number;
  clock_gettime(clock: number, into: Uint32Array): number;
  inet_pton(family: number, text: string, into: Uint8Array): number;
  inet_ntop(family: number, address: Uint8Array, into: Uint8Array, length: number): unknown;
  close(fd: number): number;
}

export interface LoadedLibc {
  readonly call: Libc;
  /** Where memory lies. It stays there for as long as it is referred to. */
  addressOf(memory: ArrayBuffer): bigint;
  /** Why the call just made was refused, as `EADDRINUSE`. */
  errorCode(): string;
}

const prototypes: Readonly<Record<keyof Libc, string>> = {
  socket: 'int socket(int, int, int)',
  bind: 'int bind(int, const void *, uint32_t)',
  connect: 'int connect(int, const void *, uint32_t)',
  getsockname: 'int getsockname(int, void *, void *)',
  setsockopt: 'int setsockopt(int, int, int, const void *, uint32_t)',
  send: 'long send(int, const void *, size_t, int)',
  sendto: 'long sendto(int, const void *, size_t, int, const void *, uint32_t)',
  recvmsg: 'long recvmsg(int, void *, int)',
  epoll_create1: 'int epoll_create1(int)',
  epoll_ctl: 'int epoll_ctl(int, int, int, void *)',
  epoll_wait: 'int epoll_wait(int, void *, int, int)',
  clock_gettime: 'int clock_gettime(int, void *)',
  inet_pton: 'int inet_pton(int, const char *, void *)',
  inet_ntop: 'void *inet_ntop(int, const void *, void *, uint32_t)',
  close: 'int close(int)',
};

/** Numbers and layouts differ elsewhere; these two have them in common, but for `epoll_event`. */
const architectures: readonly string[] = ['x64', 'arm64'];

/** Throws `no-batched-sockets` where this machine is another, or the package `koffi` is missing. */
export function loadLibc(platform: string, architecture: string): LoadedLibc {
  if (platform !== 'linux' || !architectures.includes(architecture))
    throw new CodedError(
      'no-batched-sockets',
      `batched sockets on ${platform} ${architecture}: wanted linux on ${architectures.join(' or ')}`,
    );
  try {
    const koffi = loadKoffi();
    return {
      call: loadFunctions<Libc>(null, prototypes),
      addressOf: (memory) => koffi.address(memory),
      errorCode: () => codeOf(koffi.errno()),
    };
  } catch (error) {
    throw new CodedError('no-batched-sockets', 'batched sockets: the package koffi does not load', {}, error);
  }
}

const codeOf = (errno: number): string =>
  Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `errno ${errno}`;
