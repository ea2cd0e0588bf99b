import type { Worker } from 'node:worker_threads';
import { entryBeside, startThread } from '../../foundation/entry.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { KnownRecording, SpeechSockets } from '../../speech/index.ts';
import type { DatagramPath, PoolShare, PortRange } from '../../telephony/index.ts';
import type { MediaCommand, MediaEvent, MediaPort } from './media-messages.ts';

/** Plain values: they cross into the thread. */
export interface MediaWorkerOptions {
  readonly ports: PortRange;
  /** Of several workers that share the ports. */
  readonly share?: PoolShare;
  readonly speech: SpeechSockets;
  readonly cacheBytes: number;
  readonly cacheFolder: string | null;
  readonly mediaTimeoutMs: number;
  /** Announcements and machines that an operator has recordings of. */
  readonly recordings?: readonly KnownRecording[];
  /** `auto` where absent. */
  readonly datagrams?: DatagramPath;
}

export type ToWorker = { readonly kind: 'command'; readonly command: MediaCommand } | { readonly kind: 'stop' };
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: MediaEvent }
  | { readonly kind: 'stopped' };

/** A port that is served by threads of its own. */
export interface StartedMedia extends MediaPort {
  /** Resolves when the threads run: until then what is sent waits, and a telephone that is called rings later. */
  readonly ready: Promise<void>;
}

/**
 * Runs the media engine in a thread of its own. Returns at once: what is sent while the thread starts waits for it. A
 * thread that dies fails its legs and closes its calls by events, and is started again.
 */
export function startMediaWorker(options: MediaWorkerOptions, logger: Logger): StartedMedia {
  return new WorkerMedia(() => startThread(entryBeside(import.meta.url, 'media-entry'), options), logger);
}

/** The port over whatever `start` starts: a thread, or in tests something like one. */
export class WorkerMedia implements StartedMedia {
  readonly ready: Promise<void>;
  #isReady: () => void = () => undefined;
  readonly #start: () => Pick<Worker, 'postMessage' | 'on' | 'terminate'>;
  readonly #logger: Logger;
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  /** Legs and calls that a dying thread would leave behind. */
  readonly #callOfLeg = new Map<string, string>();
  readonly #calls = new Set<string>();
  #worker: Pick<Worker, 'postMessage' | 'on' | 'terminate'>;
  #stopped: (() => void) | null = null;
  /** What a thread that is started again must be told. */
  #recordings: MediaCommand | null = null;

  constructor(start: () => Pick<Worker, 'postMessage' | 'on' | 'terminate'>, logger: Logger) {
    this.#start = start;
    this.#logger = logger;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#worker = this.#begin();
  }

  send(command: MediaCommand): void {
    if (command.kind === 'use-recordings') this.#recordings = command;
    if (command.kind === 'open-leg') this.#callOfLeg.set(command.legId, command.callId);
    if (command.kind === 'close-leg') this.#callOfLeg.delete(command.legId);
    if (command.kind === 'move-leg' && this.#callOfLeg.has(command.legId)) {
      this.#callOfLeg.set(command.legId, command.toCallId);
      this.#calls.add(command.toCallId);
    }
    if ('callId' in command) this.#calls.add(command.callId);
    this.#post({ kind: 'command', command });
  }

  subscribe(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stopped = resolve;
      this.#post({ kind: 'stop' });
    });
    await this.#worker.terminate();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #begin(): Pick<Worker, 'postMessage' | 'on' | 'terminate'> {
    const worker = this.#start();
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'stopped') this.#stopped?.();
      else if (message.kind === 'ready') this.#isReady();
      else this.#tell(message.event);
    });
    worker.on('error', (error: unknown) => this.#logger.error({ error }, 'media worker failed'));
    worker.on('exit', () => this.#died());
    return worker;
  }

  #tell(event: MediaEvent): void {
    if (event.kind === 'call-closed') this.#forget(event.callId);
    for (const listener of this.#listeners) listener(event);
  }

  #forget(callId: string): void {
    this.#calls.delete(callId);
    for (const [legId, owner] of this.#callOfLeg) if (owner === callId) this.#callOfLeg.delete(legId);
  }

  #died(): void {
    if (this.#stopped) return this.#stopped();
    // Started anew before anybody hears of it: what listeners send in answer finds a thread.
    this.#worker = this.#begin();
    if (this.#recordings) this.#post({ kind: 'command', command: this.#recordings });
    const reason = 'the media worker stopped';
    for (const legId of this.#callOfLeg.keys()) this.#tell({ kind: 'leg-failed', legId, reason });
    for (const callId of this.#calls)
      this.#tell({
        kind: 'call-closed',
        callId,
        tracks: [],
        maskedSpans: [],
        recordingComplete: false,
        legs: [],
        used: [],
      });
  }
}
