import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { loadLibrary } from './native-library.ts';

/** Linux, sched(7): turns among those who need not wait, and threads that such a thread starts are ordinary ones. */
const ordinary = 0;
const roundRobin = 2;
const resetOnFork = 0x40000000;

/**
 * Puts the calling thread so many nice steps before this program, where the system lets us: it takes root, CAP_SYS_NICE or
 * a `LimitNICE`. Linux only, since there a thread has an id that `setpriority(2)` takes. Says whether it worked; nobody
 * need mind where it did not.
 */
export function raiseThreadPriority(steps: number): boolean {
  try {
    const threadId = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(threadId, Math.max(-20, getPriority(process.pid) - steps));
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets the calling thread run the moment it wants to, whoever else of this machine runs, or, `on` false, in its turn again.
 * Nice steps give a share, not a moment: a thread 10 steps before the others still waits milliseconds for one that has just
 * begun. It takes root, CAP_SYS_NICE or a `LimitRTPRIO`, Linux and the package `koffi`. Says whether it worked.
 */
export function runAtOnce(on: boolean): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const schedule = loadLibrary(null).func('int sched_setscheduler(int, int, const void *)');
    return schedule(0, on ? roundRobin | resetOnFork : ordinary, new Int32Array([on ? 1 : 0])) === 0;
  } catch {
    return false;
  }
}
