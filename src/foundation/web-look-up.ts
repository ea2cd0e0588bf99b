import { textAt } from './json-path.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A look-up as it was written down, with places in its texts. */
export interface WrittenLookUp {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | { readonly secret: string }>>;
  readonly body?: Json | undefined;
}

/** A look-up as it is sent. A header that is secret is a reference still. */
export interface WebRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string | { readonly secret: string }>>;
  /** JSON text; null: none is sent. */
  readonly body: string | null;
}

/** What a service answered: the status and the body as text, or why there is no answer. */
export type WebAnswer =
  | { readonly status: number; readonly body: string }
  | { readonly failure: 'timeout' | 'unreachable' | 'refused' | 'too-large' };

/** Fills the places of a text; `written` says how each value stands in it. */
export type FillText = (text: string, written?: (value: string) => string) => string;

const longestBody = 262_144;

/** The request with its places filled; null where the URL is none with them. */
export function requestOf(lookUp: WrittenLookUp, fill: FillText): WebRequest | null {
  const text = fill(lookUp.url, percentEncoded);
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  for (const [name, value] of Object.entries(lookUp.query)) url.searchParams.append(name, fill(value));
  const headers = Object.entries(lookUp.headers).map(
    ([name, value]) => [name, typeof value === 'string' ? headerValue(fill(value)) : value] as const,
  );
  return {
    method: lookUp.method,
    url: url.href,
    headers: Object.fromEntries(headers),
    body: lookUp.body === undefined ? null : JSON.stringify(fillJson(lookUp.body, fill)),
  };
}

/** May the same request fare better if it is sent again? */
export function mayFareBetter(answer: WebAnswer): boolean {
  return 'failure' in answer || answer.status >= 500;
}

/** What `result` (name ← JSON path) wants of the answer, or why it is not there. */
export function valuesIn(
  result: Readonly<Record<string, string>>,
  answer: WebAnswer,
): readonly (readonly [string, string])[] | string {
  if ('failure' in answer) return answer.failure;
  const { status, body } = answer;
  if (status < 200 || status > 299) return `status ${status}`;
  const wanted = Object.entries(result);
  if (wanted.length === 0) return [];
  if (body.length > longestBody) return 'too-large';
  const json = parsed(body);
  if (json === undefined) return 'the body is no JSON';
  const values: (readonly [string, string])[] = [];
  for (const [name, path] of wanted) {
    const value = textAt(json, path);
    if (value === undefined && !path.endsWith('?')) return `there is nothing at ${path}`;
    if (value !== undefined) values.push([name, value]);
  }
  return values;
}

function fillJson(json: Json, fill: FillText): Json {
  if (typeof json === 'string') return fill(json);
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map((item) => fillJson(item, fill));
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, fillJson(value, fill)]));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Half a surrogate pair is no character and cannot be encoded. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\u{FFFD}'));
}

/** A value ends no header: what is not printable ASCII is percent-encoded. */
function headerValue(text: string): string {
  return text.replaceAll(/[^\u0020-\u007E]/gu, percentEncoded);
}
