import { bounds } from './bounds.ts';
import { parseParameters, unquoted, type Parameters } from './parameters.ts';

/** What From, To, Contact and Route hold: `"Name" <uri>;parameters`, or the bare `uri;parameters`. */
export interface NameAddress {
  readonly displayName: string | null;
  readonly uri: string;
  /** Of the header, not of the URI. */
  readonly parameters: Parameters;
}

// Words that should be quoted and are not, as names in other scripts, are taken; a comma would divide the value.
const named = /^(?:("(?:[^"\\]|\\.)*")\s*|([^<",]*))<([^<>\s]+)>\s*(;.*)?$/s;
const bare = /^([^<>"\s;?]+)\s*(;.*)?$/s;

export function parseNameAddress(text: string): NameAddress | null {
  const match = named.exec(text);
  if (match) {
    const [, quotedName, plainName = '', uri = '', rest = ''] = match;
    const parameters = parseParameters(rest);
    if (!parameters || !isUri(uri)) return null;
    const displayName = quotedName === undefined ? plainName.trim() : unquoted(quotedName);
    return { displayName: displayName === '' ? null : displayName, uri, parameters };
  }
  // Without brackets all parameters are the header's (RFC 3261 §20.10).
  const plain = bare.exec(text);
  if (!plain) return null;
  const [, uri = '', rest = ''] = plain;
  const parameters = parseParameters(rest);
  return parameters && isUri(uri) ? { displayName: null, uri, parameters } : null;
}

const isUri = (text: string): boolean => text.length <= bounds.uriLength && /^[A-Za-z][A-Za-z0-9+.-]*:./.test(text);
