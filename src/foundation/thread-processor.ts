import { readFileSync } from 'node:fs';
import { loadLibrary } from './native-library.ts';

/** As large as the kernel's own set of processors may be (sched_setaffinity(2)): 1 024. */
const maskBytes = 128;

/**
 * Keeps the calling thread on the `part`-th of the processors it may use, so that two threads that must never wait do not
 * come to share one while the other has lesser work to do. Linux with the package `koffi` only; says whether it worked.
 */
export function keepOnProcessor(part: number): boolean {
  const allowed = allowedProcessors();
  const processor = allowed[part % allowed.length];
  if (processor === undefined || allowed.length === 1) return false;
  const mask = new Uint8Array(maskBytes);
  mask[processor >> 3] = 1 << (processor & 7);
  return setMask(mask);
}

/** Lets the calling thread run on any processor again, as far as the system lets this program. */
export function runOnAnyProcessor(): boolean {
  return setMask(new Uint8Array(maskBytes).fill(0xff));
}

/** Numbers of the processors that the calling thread may use; none where the system does not say. */
export function allowedProcessors(): readonly number[] {
  try {
    const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/thread-self/status', 'utf8')) ?? [];
    return list.split(',').flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
  } catch {
    return [];
  }
}

function setMask(mask: Uint8Array): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return loadLibrary(null).func('int sched_setaffinity(int, size_t, const void *)')(0, mask.length, mask) === 0;
  } catch {
    return false;
  }
}
