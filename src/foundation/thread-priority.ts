import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Puts the calling thread so many nice steps before the others of this machine, where the system lets us: it takes root,
 * CAP_SYS_NICE or a `LimitNICE`. Linux only, since there a thread has an id that `setpriority(2)` takes. Says whether it
 * worked; nobody need mind where it did not.
 */
export function raiseThreadPriority(steps: number): boolean {
  try {
    const threadId = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(threadId, Math.max(-20, getPriority() - steps));
    return true;
  } catch {
    return false;
  }
}
