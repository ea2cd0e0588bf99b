import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Programs of threads and children are files named `*-entry.ts`. From the sources they start through `bin/run-ts.mjs`,
 * which registers tsx (Node 20 reads no TypeScript); from `dist` they start as they are, in a third of the time. `WAIHU_BUILT` says
 * that `dist` was built from these very sources: then the programs of `src` start from there too.
 */
const runTs = new URL('../../bin/run-ts.mjs', import.meta.url);
const sources = new URL('../', import.meta.url).href;

const isSource = (entry: URL): boolean => entry.pathname.endsWith('.ts');

function builtOf(entry: URL): URL {
  const inSources = isSource(entry) && entry.href.startsWith(sources);
  if (!inSources || process.env['WAIHU_BUILT'] === undefined) return entry;
  return new URL(`../../dist/${entry.href.slice(sources.length, -'.ts'.length)}.js`, import.meta.url);
}

/** `import.meta.resolve`-like: the entry beside a module, `.ts` from the sources and `.js` from `dist`. */
export function entryBeside(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}

/** Starts a worker thread. Its program reads its own input under `workerData.input`. */
export function startThread(entry: URL, input: unknown, options: Omit<WorkerOptions, 'workerData'> = {}): Worker {
  const program = builtOf(entry);
  const workerData = { entry: program.href, input };
  return new Worker(isSource(program) ? runTs : program, { ...options, workerData });
}

/** Starts a child process with an IPC channel. */
export function startChild(entry: URL, args: readonly string[], options: ForkOptions = {}): ChildProcess {
  const program = fileURLToPath(builtOf(entry));
  return program.endsWith('.ts')
    ? fork(fileURLToPath(runTs), [program, ...args], options)
    : fork(program, args, options);
}
