/** Which row belongs to a key. Open addressing in two typed arrays, so that a thread can hand it over without a copy. */
export interface Vocabulary {
  readonly size: number;
  /** 0 where empty; the length is a power of two. */
  readonly keys: Uint32Array;
  readonly rows: Uint32Array;
}

/** The rows of `first` stay as they are, and those of new keys follow. */
export function vocabularyOf(keys: Iterable<number>, first: Vocabulary | null = null): Vocabulary {
  const rows = new Map<number, number>();
  for (const [place, key] of first?.keys.entries() ?? []) if (key !== 0) rows.set(key, first?.rows[place] ?? 0);
  for (const key of keys) if (!rows.has(key)) rows.set(key, rows.size);
  let places = 16;
  while (places < rows.size * 2) places *= 2;
  const table = { size: rows.size, keys: new Uint32Array(places), rows: new Uint32Array(places) };
  for (const [key, row] of rows) {
    const place = placeOf(table.keys, key);
    table.keys[place] = key;
    table.rows[place] = row;
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
