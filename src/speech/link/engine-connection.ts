import { connect, type Socket } from 'node:net';
import type { Clock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import { encodeMessage, WireReader, type EngineReply, type EngineRequest } from './wire.ts';

/** A request in its bytes: the samples of a frame are the sender's to write into again. */
interface Queued {
  readonly bytes: Buffer;
  readonly isFrame: boolean;
}

/** What the connection tells its owner. */
export interface EngineConnectionListener {
  received(reply: EngineReply): void;
  up(): void;
  /** The engine is away: what was asked of it over this connection is gone. Another try follows by itself. */
  down(reason: string): void;
}

/** A second of 200 streams. */
const mostQueuedFrames = 10_000;
/** Bytes the kernel has not taken yet beyond which frames wait in our own queue, where they can be dropped. */
const mostUnsentBytes = 512_000;
const firstRetryMs = 50;
const longestRetryMs = 1_000;

/**
 * One connection to one engine, kept up for ever: requests are queued and written at once by `flush`. Frames of sound
 * are bounded: when the engine lags the oldest go, counted; other requests are never dropped while it is up.
 *
 * ```
 *  connecting ──▶ up ──(closed, error)──▶ down ──(50 ms … 1 s later)──▶ connecting
 *       └───────────(refused)──────────────▲
 * ```
 */
export class EngineConnection {
  readonly #socketPath: string;
  readonly #clock: Clock;
  readonly #listener: EngineConnectionListener;
  #socket: Socket | null = null;
  #phase: 'connecting' | 'up' | 'down' | 'closed' = 'connecting';
  #queue: Queued[] = [];
  #queuedFrames = 0;
  #retryMs = firstRetryMs;
  #cancelRetry: () => void = () => undefined;
  droppedFrames = 0;

  constructor(socketPath: string, clock: Clock, listener: EngineConnectionListener) {
    this.#socketPath = socketPath;
    this.#clock = clock;
    this.#listener = listener;
    this.#connect();
  }

  get phase(): 'connecting' | 'up' | 'down' | 'closed' {
    return this.#phase;
  }

  /** Queues a request until the next `flush`. While the engine is down it is not kept: `down` has told the owner. */
  send(request: EngineRequest): void {
    if (this.#phase === 'down' || this.#phase === 'closed') {
      if (request.kind === 'audio') this.droppedFrames++;
      return;
    }
    const isFrame = request.kind === 'audio';
    this.#queue.push({ bytes: encodeMessage(request), isFrame });
    if (isFrame && ++this.#queuedFrames > mostQueuedFrames) this.#dropOldestFrames();
  }

  flush(): void {
    const socket = this.#socket;
    if (this.#phase !== 'up' || !socket || this.#queue.length === 0) return;
    if (socket.writableLength > mostUnsentBytes) return;
    socket.write(Buffer.concat(this.#queue.map(({ bytes }) => bytes)));
    this.#queue = [];
    this.#queuedFrames = 0;
  }

  /** Sends what is queued, then ends. */
  close(): Promise<void> {
    this.flush();
    this.#phase = 'closed';
    this.#cancelRetry();
    const socket = this.#socket;
    if (!socket || socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.end();
      socket.resume();
      if (socket.connecting) socket.destroy();
    });
  }

  /** A tenth at a time, so that a lagging engine does not cost a walk through the queue at every frame. */
  #dropOldestFrames(): void {
    let toDrop = mostQueuedFrames / 10;
    this.#queue = this.#queue.filter(({ isFrame }) => !isFrame || toDrop-- <= 0);
    this.#queuedFrames -= mostQueuedFrames / 10;
    this.droppedFrames += mostQueuedFrames / 10;
  }

  #connect(): void {
    this.#phase = 'connecting';
    const reader = new WireReader();
    const socket = connect(this.#socketPath);
    this.#socket = socket;
    let reason = 'the engine closed its socket';
    socket.on('connect', () => {
      this.#phase = 'up';
      this.#retryMs = firstRetryMs;
      this.#listener.up();
      this.flush();
    });
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const reply of reader.push(bytes)) this.#listener.received(reply as EngineReply);
      } catch (error) {
        reason = messageOf(error);
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => this.#closed(reason));
  }

  #closed(reason: string): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'down';
    this.droppedFrames += this.#queuedFrames;
    this.#queue = [];
    this.#queuedFrames = 0;
    this.#cancelRetry = this.#clock.after(this.#retryMs, () => this.#connect());
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
    this.#listener.down(reason);
  }
}
