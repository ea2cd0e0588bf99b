const step = /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(\d+)\]|\['([^']*)'\]/gu;
const longestValue = 1_000;

/**
 * The text of what `path` (`$.accounts[0]['open-balance']`) leads to in a JSON value; undefined where nothing is, or something that
 * is no text, number or truth value.
 */
export function textAt(json: unknown, path: string): string | undefined {
  let at = json;
  for (const [, name, index, quoted] of path.matchAll(step)) {
    const key = name ?? quoted ?? index ?? '';
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  if (typeof at !== 'string' && typeof at !== 'number' && typeof at !== 'boolean') return undefined;
  return String(at).slice(0, longestValue);
}
