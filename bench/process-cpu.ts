import { readFileSync } from 'node:fs';

/** `sysconf(_SC_CLK_TCK)` of every Linux. */
const ticksPerSecond = 100;

/** Time on processors of a process so far, in milliseconds, of all its threads: fields 14 and 15 of `stat` (proc(5)). */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}
