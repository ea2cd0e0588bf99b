/** Names of parts of sentences as numbers that fit in 31 bits and are never 0, which marks an empty place. */
export type Key = number;

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** What follows what, in this order. */
export function joined(before: number, next: number): number {
  const hash = Math.imul(before, 0x5bd1e995) ^ Math.imul(next ^ (next >>> 15), 0x2c1b3c6d);
  return Math.imul(hash ^ (hash >>> 13), 0x01000193);
}

export const keyOf = (hash: number): Key => (hash ^ (hash >>> 16)) >>> 1 || 1;
