import { isSrtpSuite, readMasterKey } from '../rtp/srtp/srtp-suite.ts';
import type { CryptoAttribute } from './session-description.ts';

/** `a=crypto:tag suite inline:key|lifetime|MKI:length parameters` (RFC 4568 §9.1). */
const line = /^a=crypto:(\d{1,9}) +(\w+) +inline:([A-Za-z0-9+/=]+)(?:\|([^\s;]*))?((?: +\S+)*) *$/;

/**
 * Reads one line. Null where it is none, or asks for what we do not do: a suite we do not know, several keys, a key
 * identifier in each packet, packets in clear, a changing key (RFC 4568 §6.3 wants such a line refused).
 */
export function parseCryptoLine(text: string): CryptoAttribute | null {
  const found = line.exec(text);
  if (!found) return null;
  const [, tag, suite = '', masterKey = '', lifetime = '', parameters = ''] = found;
  if (!isSrtpSuite(suite) || !readMasterKey(suite, masterKey) || lifetime.includes(':')) return null;
  const wanted = parameters.split(' ').filter((word) => word !== '');
  // A window size hint binds nobody.
  if (wanted.some((word) => !/^WSH=\d+$/.test(word))) return null;
  return { tag: Number(tag), suite, masterKey };
}

/** The usable keys of each medium of an SDP text, in its order. */
export function cryptoOfMedia(lines: readonly string[]): readonly (readonly CryptoAttribute[])[] {
  const media: CryptoAttribute[][] = [];
  for (const text of lines) {
    if (text.startsWith('m=')) media.push([]);
    const crypto = parseCryptoLine(text);
    if (crypto) media.at(-1)?.push(crypto);
  }
  return media;
}

/** The text with keys left out, for errors and logs. */
export const withoutKeys = (text: string): string => text.replaceAll(/inline:\S*/g, 'inline:…');
