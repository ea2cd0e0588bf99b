import type { JsonTemplate } from '../../contract/web-look-up.ts';

const place = /\{([^{}]*)\}/g;

/** What callers and templates always know. */
export const givenNames: readonly string[] = ['caller', 'called'];

/** The names a text refers to: `card` for `{card}` and `{card:digits}`. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(place)].map((match) => nameOf(match[1] ?? ''));
}

/** Every text inside a JSON value. */
export function textsIn(json: JsonTemplate): readonly string[] {
  if (typeof json === 'string') return [json];
  if (json === null || typeof json !== 'object') return [];
  return Object.values(json as Readonly<Record<string, JsonTemplate>>).flatMap(textsIn);
}

/** The text with its places filled; a name without a value leaves nothing. `{x:digits}` is spaced, to be read digit by digit. */
export function fill(
  text: string,
  variables: Readonly<Record<string, string>>,
  written: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(place, (_, inside: string) => {
    const value = valueOf(variables, nameOf(inside));
    return written(inside.trim().endsWith(':digits') ? Array.from(value).join(' ') : value);
  });
}

export function valueOf(variables: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(variables, name) ? (variables[name] ?? '') : '';
}

function nameOf(inside: string): string {
  return inside.replace(/:digits\s*$/, '').trim();
}
