// Runs a TypeScript program: `node bin/run-ts.mjs FILE.ts [arguments]`. Also the way threads and children start in
// development, since Node 20 reads no TypeScript and `--import tsx` does not reach worker threads.
import { pathToFileURL } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const entry = isMainThread ? pathToFileURL(process.argv[2]).href : workerData.entry;
if (isMainThread) process.argv.splice(1, 1);
await import(entry);
