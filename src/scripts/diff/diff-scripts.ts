import { isDeepStrictEqual } from 'node:util';
import type { ScriptDocument } from '../../contract/script-document.ts';
import type { ScriptChange } from '../../contract/script-library.ts';
import { changedPairs } from './list-changes.ts';
import { partOf, placeIn } from './place-in-words.ts';

type Path = readonly (string | number)[];
type Difference = Pick<ScriptChange, 'kind' | 'before' | 'after'> & { readonly path: Path };

/**
 * What is different in the later of two documents, in the order of the documents: flows, nodes, wordings, branches, intents, questions
 * and settings that were added, removed or changed. What is whole on one side alone (a node, an intent) is one change.
 */
export function diffScripts(before: ScriptDocument, after: ScriptDocument): readonly ScriptChange[] {
  const differences = differencesOf(plain(before), plain(after), []);
  return differences.map(({ path, ...difference }) => ({
    ...difference,
    part: isWording(difference.after ?? difference.before) ? 'utterance' : partOf(path),
    place: placeIn(path),
    path: [...path],
  }));
}

/** As it would be stored: absent and undefined are no difference. */
const plain = (document: ScriptDocument): unknown => JSON.parse(JSON.stringify(document));

function differencesOf(before: unknown, after: unknown, path: Path): readonly Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  if (isRecord(before) && isRecord(after) && before['kind'] === after['kind']) return ofRecords(before, after, path);
  if (before === undefined) return [{ kind: 'added', path, after }];
  if (after === undefined) return [{ kind: 'removed', path, before }];
  return [{ kind: 'changed', path, before, after }];
}

function ofRecords(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: Path,
): readonly Difference[] {
  // A wording or a condition is one thing: half of it says nothing.
  if (typeof before['text'] === 'string' || path.at(-1) === 'when') return [{ kind: 'changed', path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differencesOf(before[key], after[key], [...path, key]));
}

/** Intents and questions are known by their id, wherever they stand; of anything else its order is a part. */
function ofLists(before: readonly unknown[], after: readonly unknown[], path: Path): readonly Difference[] {
  const [old, young] = [byId(before), byId(after)];
  if (old !== null && young !== null) return ofRecords(old, young, path);
  return changedPairs(before, after, isDeepStrictEqual).map(({ beforeAt, afterAt }): Difference => {
    if (afterAt === null) return { kind: 'removed', path: [...path, beforeAt ?? 0], before: before[beforeAt ?? 0] };
    const at = [...path, afterAt];
    if (beforeAt === null) return { kind: 'added', path: at, after: after[afterAt] };
    return { kind: 'changed', path: at, before: before[beforeAt], after: after[afterAt] };
  });
}

/** Null where an item has no id, or two have the same. */
function byId(items: readonly unknown[]): Readonly<Record<string, unknown>> | null {
  const entries = items.map((item) => [isRecord(item) && typeof item['id'] === 'string' ? item['id'] : null, item]);
  const ids = new Set(entries.map(([id]) => id));
  return ids.has(null) || ids.size < items.length ? null : (Object.fromEntries(entries) as Record<string, unknown>);
}

/** One wording, or all of them where there were none. */
function isWording(value: unknown): boolean {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return isRecord(one) && typeof one['text'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
