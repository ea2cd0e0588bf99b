import { isIPv6 } from 'node:net';
import type { NetworkAddress } from '../source-latch.ts';
import type { Libc } from './libc.ts';

/** `AF_INET` and `AF_INET6` of Linux. */
export const families = { ipv4: 2, ipv6: 10 } as const;
export type Family = (typeof families)[keyof typeof families];

/** Room for a `sockaddr_in6`, the longer of the two. */
export const longestAddressBytes = 28;
const ipv4Bytes = 16;
const longestText = 46;

export const familyOf = (address: string): Family => (isIPv6(address) ? families.ipv6 : families.ipv4);

/** Writes a `sockaddr` (ip(7), ipv6(7)); gives its length, 0 where the text is no address of that family. */
export function writeAddress(libc: Libc, family: Family, { address, port }: NetworkAddress, into: Uint8Array): number {
  into.fill(0);
  into[0] = family;
  into[2] = port >> 8;
  into[3] = port;
  const [at, length] = family === families.ipv6 ? [8, longestAddressBytes] : [4, ipv4Bytes];
  return libc.inet_pton(family, address, into.subarray(at)) === 1 ? length : 0;
}

export function readAddress(libc: Libc, from: Uint8Array): NetworkAddress {
  const family = from[0] === families.ipv6 ? families.ipv6 : families.ipv4;
  const text = new Uint8Array(longestText);
  libc.inet_ntop(family, from.subarray(family === families.ipv6 ? 8 : 4), text, longestText);
  return { address: new TextDecoder().decode(text.subarray(0, text.indexOf(0))), port: readPort(from) };
}

export const readPort = (from: Uint8Array): number => ((from[2] as number) << 8) | (from[3] as number);
