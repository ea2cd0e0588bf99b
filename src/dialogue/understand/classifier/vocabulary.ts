import type { Key } from './hash.ts';

/** Which row belongs to a key. Open addressing in two typed arrays, so that threads can share it. */
export interface Vocabulary {
  readonly size: number;
  /** 0 where empty; the length is a power of two. */
  readonly keys: Uint32Array;
  readonly rows: Uint32Array;
}

/** A row for each key, in the order in which they first come. */
export function vocabularyOf(keys: Iterable<Key>): Vocabulary {
  const distinct = new Set(keys);
  let places = 16;
  while (places < distinct.size * 2) places *= 2;
  const table = {
    size: distinct.size,
    keys: new Uint32Array(new SharedArrayBuffer(places * 4)),
    rows: new Uint32Array(new SharedArrayBuffer(places * 4)),
  };
  let row = 0;
  for (const key of distinct) {
    const place = placeOf(table.keys, key);
    table.keys[place] = key;
    table.rows[place] = row++;
  }
  return table;
}

/** -1 for a key it does not have. */
export function rowOf({ keys, rows }: Vocabulary, key: number): number {
  const place = placeOf(keys, key);
  return keys[place] === key ? (rows[place] ?? -1) : -1;
}

function placeOf(keys: Uint32Array, key: number): number {
  const mask = keys.length - 1;
  let place = key & mask;
  while (keys[place] !== 0 && keys[place] !== key) place = (place + 1) & mask;
  return place;
}
