import { availableParallelism } from 'node:os';
import type { Logger } from '../../foundation/logger.ts';
import type { MediaCommand, MediaEvent, MediaPort } from './media-messages.ts';
import { startMediaWorker, type MediaWorkerOptions, type StartedMedia } from './start-media-worker.ts';

/** More threads than this are never worth their memory on one machine. */
const mostWorkers = 8;

/** Starts as many media workers as the machine has cores (`workers` where given), as one. */
export function startMedia(
  options: MediaWorkerOptions,
  logger: Logger,
  workers = availableParallelism(),
): StartedMedia {
  const count = Math.max(1, Math.min(mostWorkers, workers));
  const cacheBytes = Math.floor(options.cacheBytes / count);
  const started = Array.from({ length: count }, (_, part) =>
    startMediaWorker({ ...options, cacheBytes, share: { part, of: count } }, logger),
  );
  const ready = Promise.all(started.map((worker) => worker.ready)).then(() => undefined);
  return Object.assign(new SharedMedia(started, logger), { ready });
}

/**
 * Several media workers as one: a call lives in one of them with all its legs, and legs hear one another within it. Calls
 * whose legs may go over to others (`roams`) share the first; the rest go where fewest are.
 */
export class SharedMedia implements MediaPort {
  readonly #workers: readonly MediaPort[];
  readonly #logger: Logger;
  readonly #homes = new Map<string, number>();
  readonly #legHomes = new Map<string, number>();
  readonly #calls: number[];

  constructor(workers: readonly MediaPort[], logger: Logger) {
    this.#workers = workers;
    this.#logger = logger;
    this.#calls = workers.map(() => 0);
    for (const worker of workers) worker.subscribe((event) => this.#forget(event));
  }

  send(command: MediaCommand): void {
    if (command.kind === 'use-recordings') return this.#workers.forEach((worker) => worker.send(command));
    this.#workers[this.#homeOf(command)]?.send(command);
    if (command.kind === 'close-leg') this.#legHomes.delete(command.legId);
  }

  subscribe(listener: (event: MediaEvent) => void): () => void {
    const ends = this.#workers.map((worker) => worker.subscribe(listener));
    return () => {
      for (const end of ends) end();
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  #homeOf(command: Exclude<MediaCommand, { kind: 'use-recordings' }>): number {
    switch (command.kind) {
      case 'open-leg': {
        const home = this.#settle(command.callId, command.roams === true);
        this.#legHomes.set(command.legId, home);
        return home;
      }
      case 'prepare':
        return command.callId === undefined ? 0 : this.#settle(command.callId, false);
      case 'move-leg': {
        const from = this.#legHomes.get(command.legId) ?? 0;
        const to = this.#homes.get(command.toCallId);
        if (to === undefined) this.#settleAt(command.toCallId, from);
        else if (to !== from)
          this.#logger.error(
            { legId: command.legId, to: command.toCallId },
            'a leg cannot go to a call of another worker',
          );
        return from;
      }
      case 'start-recording':
      case 'pause-recording':
        return this.#settle(command.callId, false);
      case 'close-call':
        return this.#homes.get(command.callId) ?? 0;
      default:
        return this.#legHomes.get(command.legId) ?? 0;
    }
  }

  #settle(callId: string, roams: boolean): number {
    return this.#homes.get(callId) ?? this.#settleAt(callId, roams ? 0 : this.#calls.indexOf(Math.min(...this.#calls)));
  }

  #settleAt(callId: string, home: number): number {
    this.#homes.set(callId, home);
    this.#calls[home] = (this.#calls[home] ?? 0) + 1;
    return home;
  }

  #forget(event: MediaEvent): void {
    if (event.kind !== 'call-closed') return;
    const home = this.#homes.get(event.callId);
    if (home === undefined || !this.#homes.delete(event.callId)) return;
    this.#calls[home] = (this.#calls[home] ?? 1) - 1;
    for (const legId of this.#legHomes.keys()) if (legId.startsWith(`${event.callId}/`)) this.#legHomes.delete(legId);
  }
}
