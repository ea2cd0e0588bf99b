import { CodedError } from '../../foundation/errors.ts';
import type { Random } from '../../foundation/random.ts';
import type { DatagramSocket, OpenSocket } from './datagram-socket.ts';

export interface PortRange {
  /** First and last port, RTP on even ones. */
  readonly from: number;
  readonly to: number;
}

/** One of several pools of the same range: each begins in its own part of it, and may go on into the others'. */
export interface PoolShare {
  readonly part: number;
  readonly of: number;
}

/**
 * Hands out even ports in turn, so that a port just given back rests as long as possible: who was called on it may still
 * be sending. With `random` the first one is drawn, so that a program started again does the same.
 */
export class PortPool {
  readonly #firstPort: number;
  readonly #count: number;
  readonly #taken = new Set<number>();
  #next: number;

  constructor(range: PortRange, random: Random | null = null, share: PoolShare = { part: 0, of: 1 }) {
    this.#firstPort = range.from + (range.from % 2);
    this.#count = Math.floor((range.to - this.#firstPort + 1) / 2);
    if (this.#count < 1)
      throw new CodedError('no-ports', `RTP ports ${range.from}–${range.to}: wanted room for at least one even port`, {
        from: range.from,
        to: range.to,
      });
    const each = Math.max(1, Math.floor(this.#count / share.of));
    this.#next = (Math.floor((this.#count * share.part) / share.of) + (random?.int(each) ?? 0)) % this.#count;
  }

  /** Pairs of ports in the range. */
  get size(): number {
    return this.#count;
  }

  /** An even port whose neighbour is free too, null where all are taken. */
  take(): number | null {
    for (let tried = 0; tried < this.#count; tried++) {
      const port = this.#firstPort + 2 * this.#next;
      this.#next = (this.#next + 1) % this.#count;
      if (this.#taken.has(port)) continue;
      this.#taken.add(port);
      return port;
    }
    return null;
  }

  release(port: number): void {
    this.#taken.delete(port);
  }
}

export interface SocketPair {
  readonly rtp: DatagramSocket;
  /** On the port above, null where none was wanted. */
  readonly rtcp: DatagramSocket | null;
  /** Closes both and gives the port back. */
  close(): void;
}

/** Opens the next free pair; a port that another program holds is passed over. */
export async function openSocketPair(
  pool: PortPool,
  open: OpenSocket,
  bindAddress: string,
  withRtcp: boolean,
): Promise<SocketPair> {
  let refusal: unknown;
  for (let tried = 0; tried < pool.size; tried++) {
    const port = pool.take();
    if (port === null) break;
    try {
      const rtp = await open(bindAddress, port);
      const rtcp = withRtcp ? await openBeside(rtp, open, bindAddress, port + 1) : null;
      const close = (): void => {
        rtp.close();
        rtcp?.close();
        pool.release(port);
      };
      return { rtp, rtcp, close };
    } catch (error) {
      pool.release(port);
      refusal = error;
      if (!isTaken(error)) break;
    }
  }
  throw new CodedError(
    'no-free-port',
    `RTP on ${bindAddress}: no free pair of ports among ${pool.size}`,
    { bindAddress, pairs: pool.size },
    refusal,
  );
}

async function openBeside(
  rtp: DatagramSocket,
  open: OpenSocket,
  address: string,
  port: number,
): Promise<DatagramSocket> {
  try {
    return await open(address, port);
  } catch (error) {
    rtp.close();
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  const code = (error as { readonly code?: string }).code;
  return code === 'EADDRINUSE' || code === 'EACCES';
}
