import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Programs of threads and children are files named `*-entry.ts`. From the sources they start through `bin/run-ts.mjs`,
 * which registers tsx (Node 20 reads no TypeScript); from `dist` they start as they are.
 */
const runTs = new URL('../../bin/run-ts.mjs', import.meta.url);

const isSource = (entry: URL): boolean => entry.pathname.endsWith('.ts');

/** `import.meta.resolve`-like: the entry beside a module, `.ts` from the sources and `.js` from `dist`. */
export function entryBeside(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}

/** Starts a worker thread. Its program reads its own input under `workerData.input`. */
export function startThread(entry: URL, input: unknown, options: Omit<WorkerOptions, 'workerData'> = {}): Worker {
  const workerData = { entry: entry.href, input };
  return isSource(entry)
    ? new Worker(runTs, { ...options, workerData })
    : new Worker(entry, { ...options, workerData });
}

/** Starts a child process with an IPC channel. */
export function startChild(entry: URL, args: readonly string[], options: ForkOptions = {}): ChildProcess {
  return isSource(entry)
    ? fork(fileURLToPath(runTs), [fileURLToPath(entry), ...args], options)
    : fork(fileURLToPath(entry), [...args], options);
}
