import type { LinesDocument } from '../contract/lines-document.ts';

/** One entry that is new, gone or different, and in which fields. */
export interface LinesChange {
  readonly kind: 'trunk' | 'seat' | 'extension' | 'ivr' | 'calendar' | 'queue' | 'route';
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** `calleeFormat.style`; empty unless changed. */
  readonly fields: readonly string[];
}

/** What applying `after` over `before` would change. The order of entries means nothing but among routes; the order within a list does. */
export function diffLines(before: LinesDocument, after: LinesDocument): LinesChange[] {
  return [
    ...diffNamed('trunk', before.trunks, after.trunks),
    ...diffNamed('seat', before.seats, after.seats),
    ...diffNamed('extension', before.extensions, after.extensions),
    ...diffNamed('ivr', before.ivrs, after.ivrs),
    ...diffNamed('calendar', before.calendars, after.calendars),
    ...diffNamed('queue', before.queues, after.queues),
    ...diffNamed('route', inTheirOrder(before.routes, after.routes), inTheirOrder(after.routes, before.routes)),
  ];
}

/** Each with its place among those that both have: a route that moves is a route that changed. */
function inTheirOrder<Entry extends { readonly name: string }>(entries: readonly Entry[], others: readonly Entry[]) {
  const both = entries.filter(({ name }) => others.some((other) => other.name === name));
  return entries.map((entry) => ({ ...entry, order: both.indexOf(entry) }));
}

function diffNamed(
  kind: LinesChange['kind'],
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): LinesChange[] {
  const old = new Map(before.map((entry) => [entry.name, entry]));
  const kept = new Set(after.map(({ name }) => name));
  const changes: LinesChange[] = [];
  for (const entry of after) {
    const previous = old.get(entry.name);
    const fields = previous ? changedFields(previous, entry, '') : [];
    if (!previous) changes.push({ kind, name: entry.name, change: 'added', fields });
    else if (fields.length > 0) changes.push({ kind, name: entry.name, change: 'changed', fields });
  }
  for (const { name } of before) if (!kept.has(name)) changes.push({ kind, name, change: 'removed', fields: [] });
  return changes;
}

function changedFields(before: object, after: object, prefix: string): string[] {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    const [was, is] = [old[key], now[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const nested = isPlain(was) && isPlain(is);
    const fields = nested ? changedFields(was, is, `${prefix}${key}.`) : [`${prefix}${key}`];
    return fields;
  });
}

function isPlain(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
