import { EventEmitter } from 'node:events';
import { systemClock } from '../../../foundation/clock.ts';
import { FileThread, type FilesAnswered, type FilesOrdered } from '../file-thread.ts';
import { GrowFiles } from '../grow-files.ts';
import { nodeFiles, type MediaFiles } from '../media-files.ts';

/** What `file-entry` does, on the caller's thread, a turn later. */
export class FilesHere extends EventEmitter {
  /** How many orders came in each message. */
  readonly batches: number[] = [];
  readonly #files = new GrowFiles();

  postMessage({ orders }: FilesOrdered): void {
    this.batches.push(orders.length);
    const answers = orders.map((order) => this.#files.perform(order));
    setImmediate(() => this.emit('message', { answers } satisfies FilesAnswered));
  }

  terminate(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** The disk of this machine, without a thread. */
export function realFiles(): MediaFiles {
  const thread = new FileThread(systemClock, () => new FilesHere() as never);
  return { ...nodeFiles, create: (path) => thread.create(path) };
}
