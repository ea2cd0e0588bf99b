import { parentPort } from 'node:worker_threads';
import { raiseThreadPriority } from '../../foundation/thread-priority.ts';
import { runOnAnyProcessor } from '../../foundation/thread-processor.ts';
import type { FilesAnswered, FilesOrdered } from './file-thread.ts';
import { GrowFiles } from './grow-files.ts';

// What the media worker that started this thread is granted, its files can do without.
raiseThreadPriority(0);
runOnAnyProcessor();

const files = new GrowFiles();
parentPort?.on('message', ({ orders }: FilesOrdered) => {
  const answers = orders.map((order) => files.perform(order));
  parentPort?.postMessage({ answers } satisfies FilesAnswered);
});
