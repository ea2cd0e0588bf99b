import { isServedUri } from '../message/sip-uri.ts';
import { parseNameAddress } from '../message/name-address.ts';
import type { ReplacedDialog } from '../in-dialog.ts';
import { formatReplaces, parseReplaces } from './replaces.ts';

/** What `Refer-To` asks for: a call to `uri`, in place of the dialog `replaces` where there is one. */
export interface ReferTarget {
  /** Without the headers that were embedded: of those only Replaces counts. */
  readonly uri: string;
  readonly method: string;
  readonly replaces: ReplacedDialog | null;
}

/** Reads `Refer-To` (RFC 3515 §2.1, RFC 3891 §7.1); null where it is malformed or of a scheme we do not serve. */
export function parseReferTo(value: string): ReferTarget | null {
  const address = parseNameAddress(value);
  if (!address) return null;
  const [whole = '', headers = ''] = splitOnce(address.uri, '?');
  const { uri, method } = withoutMethod(whole);
  if (!isServedUri(uri)) return null;
  const embedded = embeddedHeaders(headers);
  if (!embedded) return null;
  const written = embedded.get('replaces');
  const replaces = written === undefined ? null : parseReplaces(written);
  return written !== undefined && !replaces ? null : { uri, method, replaces };
}

/** Writes `Refer-To`; of what the URI brings along as headers nothing is kept. */
export function formatReferTo(uri: string, replaces?: ReplacedDialog): string {
  const [plain = ''] = splitOnce(uri, '?');
  return `<${plain}${replaces ? `?Replaces=${encodeURIComponent(formatReplaces(replaces))}` : ''}>`;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `;method=` says what to ask with: INVITE where absent (RFC 3261 §19.1.1). */
function withoutMethod(uri: string): { readonly uri: string; readonly method: string } {
  const match = /;method=([^;?]*)/i.exec(uri);
  if (!match) return { uri, method: 'INVITE' };
  return { uri: uri.replace(match[0], ''), method: (match[1] ?? '').toUpperCase() };
}

function embeddedHeaders(text: string): ReadonlyMap<string, string> | null {
  const headers = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const [name = '', value = ''] = splitOnce(part, '=');
    try {
      headers.set(decodeURIComponent(name).toLowerCase(), decodeURIComponent(value));
    } catch {
      return null;
    }
  }
  return headers;
}
