import { randomBytes, randomFillSync, randomInt } from 'node:crypto';

/** Where chance comes from. Production passes `systemRandom`; tests and the simulator pass `seededRandom`. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** `byteCount` bytes as lower-case hex: tags, branches, nonces. */
  hex(byteCount: number): string;
}

/** Drawn ahead: asking the system costs the same for a few bytes as for thousands. Each byte is given once. */
const drawn = Buffer.alloc(4_096);
let given = drawn.length;

function drawnHex(byteCount: number): string {
  if (byteCount > drawn.length) return randomBytes(byteCount).toString('hex');
  if (given + byteCount > drawn.length) {
    randomFillSync(drawn);
    given = 0;
  }
  const hex = drawn.toString('hex', given, given + byteCount);
  drawn.fill(0, given, given + byteCount);
  given += byteCount;
  return hex;
}

export const systemRandom: Random = {
  next: () => randomInt(0, 2 ** 47) / 2 ** 47,
  int: (below) => randomInt(below),
  hex: drawnHex,
};

/** The same numbers for the same seed (mulberry32): not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    hex: (byteCount) => Array.from({ length: byteCount }, () => int(256).toString(16).padStart(2, '0')).join(''),
  };
}

/** A draw from the standard normal distribution (Box and Muller 1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A copy of `items` in random order (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const pick = random.int(last + 1);
    [copy[last], copy[pick]] = [copy[pick] as T, copy[last] as T];
  }
  return copy;
}
