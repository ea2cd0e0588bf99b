import type { Key } from './hash.ts';

/** Which row belongs to a key. Open addressing in one typed array, so that threads can share it. */
export interface Vocabulary {
  readonly size: number;
  /** For each place a key, 0 where it is empty, and beside it its row. The number of places is a power of two. */
  readonly table: Uint32Array;
}

/** A row for each key, in the order in which they first come. */
export function vocabularyOf(keys: Iterable<Key>): Vocabulary {
  const distinct = new Set(keys);
  let places = 16;
  while (places < distinct.size * 2) places *= 2;
  const table = new Uint32Array(new SharedArrayBuffer(places * 8));
  let row = 0;
  for (const key of distinct) {
    const place = placeOf(table, key);
    table[place] = key;
    table[place + 1] = row++;
  }
  return { size: distinct.size, table };
}

/** -1 for a key it does not have. */
export function rowOf({ table }: Vocabulary, key: number): number {
  const place = placeOf(table, key);
  return table[place] === key ? (table[place + 1] ?? -1) : -1;
}

/** Where a key stands or would stand. */
function placeOf(table: Uint32Array, key: number): number {
  const mask = table.length - 1;
  let place = (key * 2) & mask;
  while (table[place] !== 0 && table[place] !== key) place = (place + 2) & mask;
  return place;
}
