import { addressOf, parseSipUri } from '../message/sip-uri.ts';
import type { InviteRequest, SipAddress } from '../sip-endpoint.ts';

/**
 * Where an INVITE may come to: its next hop and, where it carries routes, all proxies of these and what its request URI
 * names, since a proxy sends it on there (RFC 3261 §16.6).
 */
export function waysOf({ requestUri, headers = {} }: InviteRequest, hop: SipAddress): readonly SipAddress[] {
  const [, route] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'route') ?? [];
  if (route === undefined) return [hop];
  const proxies = [...route.matchAll(/<([^<>]+)>/g)].map(([, uri]) => uri ?? '');
  const named = [requestUri, ...proxies].map((uri) => {
    const parsed = parseSipUri(uri);
    return parsed && addressOf(parsed, hop.transport);
  });
  return [hop, ...named.filter((address) => address !== null)];
}
