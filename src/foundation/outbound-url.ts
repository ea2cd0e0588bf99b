import { BlockList, isIP } from 'node:net';

/** Addresses that are nobody's in public: private, loopback, link-local (metadata services among them), shared, test, multicast, reserved (RFC 6890). */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4');
/** Inside the one public block of IPv6: tunnels that hide an IPv4 address, and documentation. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address may be reached by anybody from anywhere. False of what is no address. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !notPublic.check(address, 'ipv4');
  return version === 6 && publicIpv6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** Hosts of our own that may be asked though they are not public: `host` or `host:port`, joined by commas. */
export function readAllowedHosts(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ''),
  );
}

export type OutboundVerdict =
  /** The operator named it: whatever address it has. */
  | { readonly kind: 'allowed' }
  /** By name: its address is to be judged when it is known, and that very address connected to. */
  | { readonly kind: 'if-public' }
  | { readonly kind: 'refused'; readonly reason: string };

/** May somebody who is not the operator have this URL asked? Only http and https, without user names, of public hosts. */
export function judgeOutboundUrl(url: URL, allowed: ReadonlySet<string>): OutboundVerdict {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { kind: 'refused', reason: `a URL begins with http: or https:, not ${url.protocol}` };
  if (url.username !== '' || url.password !== '')
    return { kind: 'refused', reason: 'a URL names no user: a secret belongs into a header' };
  const host = url.hostname.toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (allowed.has(host) || allowed.has(`${host}:${port}`)) return { kind: 'allowed' };
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) === 0) return { kind: 'if-public' };
  return isPublicAddress(address) ? { kind: 'if-public' } : { kind: 'refused', reason: notPublicReason(host) };
}

/**
 * Why a URL that the operator named may not be used: a user name in it, or `what` (callers' voices) going in clear to a public host that
 * is not in `allowed`. Null: it may.
 */
export function clearTextProblem(url: URL, allowed: ReadonlySet<string>, what: string): string | null {
  if (url.username !== '' || url.password !== '') return 'names no user: a secret is given by reference';
  const { hostname, protocol } = url;
  if (protocol === 'https:' || protocol === 'wss:') return null;
  if (hostname === 'localhost' || !hostname.includes('.')) return null;
  if (judgeOutboundUrl(new URL(url.href.replace(/^ws/, 'http')), allowed).kind !== 'if-public') return null;
  return `${what} would go to ${hostname} in clear; wanted wss: or https:, or ${hostname} in WAIHU_HTTP_ALLOW`;
}

export function notPublicReason(host: string): string {
  return `${host} is no public host: the operator may allow it by WAIHU_HTTP_ALLOW`;
}
