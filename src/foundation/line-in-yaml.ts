import { isMap, isScalar, isSeq, type Document, type LineCounter } from 'yaml';

/** The line of a text where a path's key (or list item) begins; a missing key is shown at what should have held it. Null: nowhere. */
export function lineInYaml(yaml: Document, lines: LineCounter, path: readonly (string | number)[]): number | null {
  let current: unknown = yaml.contents;
  let offset: number | null = null;
  for (const step of path) {
    if (isMap(current)) {
      const pair = current.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      current = pair.value;
    } else if (isSeq(current)) {
      const item: unknown = current.items[Number(step)];
      if (isMap(item) || isScalar(item) || isSeq(item)) offset = item.range?.[0] ?? offset;
      current = item;
    } else break;
  }
  return offset === null ? null : lines.linePos(offset).line;
}
