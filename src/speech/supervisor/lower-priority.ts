import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import type { Clock } from '../../foundation/clock.ts';

const steps = 10;
/** Nice values of autogroups may be set every 100 ms by those who are not root. */
const againAfterMs = 110;
const mostTries = 20;

/**
 * Ten steps nicer than we, before the process has other threads: the 20 ms clock of the media workers goes first. A process with
 * a session of its own is scheduled as a group of its own, and its nice value counts inside that group only (sched(7),
 * "The autogroup feature"): the group's nice value says the same to all others. Where the system does not let us it runs as it is.
 */
export function lowerPriority(pid: number, clock: Clock): void {
  const nice = Math.min(19, getPriority() + steps);
  try {
    setPriority(pid, nice);
    lowerGroup(pid, nice, clock, mostTries);
  } catch {
    // It has died already, or this system has no such thing.
  }
}

function lowerGroup(pid: number, nice: number, clock: Clock, tries: number): void {
  const file = `/proc/${pid}/autogroup`;
  if (groupOf(file) === groupOf('/proc/self/autogroup')) return;
  try {
    writeFileSync(file, String(nice));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries === 0) return;
    clock.after(againAfterMs, () => lowerGroup(pid, nice, clock, tries - 1));
  }
}

/** `/autogroup-123` of `/autogroup-123 nice 0`. */
const groupOf = (file: string): string => readFileSync(file, 'utf8').split(' ')[0] ?? '';
