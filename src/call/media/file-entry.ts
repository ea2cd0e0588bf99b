import { parentPort } from 'node:worker_threads';
import { raiseThreadPriority } from '../../foundation/thread-priority.ts';
import type { FilesAnswered, FilesOrdered } from './file-thread.ts';
import { GrowFiles } from './grow-files.ts';

// The media worker that started this thread goes before the others; its files can wait.
raiseThreadPriority(-10);

const files = new GrowFiles();
parentPort?.on('message', ({ orders }: FilesOrdered) => {
  const answers = orders.map((order) => files.perform(order));
  parentPort?.postMessage({ answers } satisfies FilesAnswered);
});
