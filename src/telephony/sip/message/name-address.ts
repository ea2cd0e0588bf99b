import { parseParameters, unquoted, type Parameters } from './parameters.ts';

/** What From, To, Contact and Route hold: `"Name" <uri>;parameters`, or the bare `uri;parameters`. */
export interface NameAddress {
  readonly displayName: string | null;
  readonly uri: string;
  /** Of the header, not of the URI. */
  readonly parameters: Parameters;
}

const named = /^(?:("(?:[^"\\]|\\.)*")\s*|([^<"]*))<([^<>\s]+)>\s*(;.*)?$/s;
const bare = /^([^<>"\s;?]+)\s*(;.*)?$/s;

export function parseNameAddress(text: string): NameAddress | null {
  const match = named.exec(text);
  if (match) {
    const [, quotedName, plainName = '', uri = '', rest = ''] = match;
    const parameters = parseParameters(rest);
    if (!parameters || !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri)) return null;
    const displayName = quotedName === undefined ? plainName.trim() : unquoted(quotedName);
    return { displayName: displayName === '' ? null : displayName, uri, parameters };
  }
  // Without brackets all parameters are the header's (RFC 3261 §20.10).
  const plain = bare.exec(text);
  if (!plain) return null;
  const [, uri = '', rest = ''] = plain;
  const parameters = parseParameters(rest);
  return parameters && /^[A-Za-z][A-Za-z0-9+.-]*:./.test(uri) ? { displayName: null, uri, parameters } : null;
}
