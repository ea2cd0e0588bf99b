import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { runAtOnce } from './thread-priority.ts';

const policyOf = (scheduling: string): number => Number(/^policy\s*:\s*(\d+)/m.exec(scheduling)?.[1]);
const ownPolicy = (): number => policyOf(readFileSync('/proc/thread-self/sched', 'utf8'));
const [ordinary, roundRobin] = [0, 2];
const mayRunAtOnce = runAtOnce(true) && runAtOnce(false);

describe.skipIf(!mayRunAtOnce)('a thread that runs at once', () => {
  afterEach(() => void runAtOnce(false));

  it('does so until it is told otherwise', () => {
    expect(ownPolicy()).toBe(ordinary);
    runAtOnce(true);
    expect(ownPolicy()).toBe(roundRobin);
    runAtOnce(false);
    expect(ownPolicy()).toBe(ordinary);
  });

  it('starts threads that take their turn', async () => {
    runAtOnce(true);
    const worker = new Worker(
      `require('node:worker_threads').parentPort.postMessage(require('node:fs').readFileSync('/proc/thread-self/sched', 'utf8'))`,
      { eval: true },
    );
    const [scheduling] = (await once(worker, 'message')) as [string];
    expect(policyOf(scheduling)).toBe(ordinary);
  });
});
