import { bounds } from './bounds.ts';

/** Parameters after a value (`;tag=1;lr`): names lower-case, quotes taken off, null where there is no `=`. */
export type Parameters = ReadonlyMap<string, string | null>;

export const noParameters: Parameters = new Map();

/** Without white space around it: SIP's own alone, which is no more than space, tab and line end (RFC 3261 §25.1). */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 13 || code === 10;

/** Splits at `separator` outside quotes and angle brackets; null where a quote or bracket stays open. */
export function splitOutside(text: string, separator: ',' | ';'): string[] | null {
  if (!text.includes('"') && !text.includes('<')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let inQuotes = false;
  let bracketed = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inQuotes) {
      if (character === '\\') at++;
      else if (character === '"') inQuotes = false;
    } else if (character === '"') inQuotes = true;
    else if (character === '<') bracketed = true;
    else if (character === '>') bracketed = false;
    else if (character === separator && !bracketed) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (inQuotes || bracketed) return null;
  parts.push(text.slice(start));
  return parts;
}

/** Reads `;a=1;b` (the leading semicolon included); null where it is malformed. */
export function parseParameters(text: string): Parameters | null {
  const list = text.trim();
  if (list === '') return noParameters;
  if (!list.startsWith(';')) return null;
  const parts = splitOutside(list.slice(1), ';');
  if (!parts || parts.length > bounds.parameterCount) return null;
  const parameters = new Map<string, string | null>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name === '' || name.includes(' ')) return null;
    parameters.set(name, equals < 0 ? null : unquoted(part.slice(equals + 1).trim()));
  }
  return parameters;
}

export function formatParameters(parameters: Parameters): string {
  let text = '';
  for (const [name, value] of parameters) text += value === null ? `;${name}` : `;${name}=${quotedWhereNeeded(value)}`;
  return text;
}

export function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

const plain = /^[A-Za-z0-9\-.!%*_+`'~:[\]/@&$?]+$/;

function quotedWhereNeeded(value: string): string {
  return plain.test(value) ? value : quoted(value);
}
