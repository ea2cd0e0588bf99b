import type { Destination } from '../contract/call-order.ts';
import type { RegisteredContact } from '../telephony/index.ts';
import { inviteHead } from './outgoing-invite.ts';

/** How a telephone is called. A trunk only by a destination, which has a permit. */
export type LegWay =
  | { readonly kind: 'phone'; readonly contact: RegisteredContact; readonly domain: string }
  | { readonly kind: 'address'; readonly uri: string }
  | { readonly kind: 'trunk'; readonly destination: Extract<Destination, { readonly kind: 'trunk' }> };

/** What the callee sees of who calls. */
export interface ShownCaller {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the INVITE says about who calls whom. */
export function headOf(way: LegWay, caller: ShownCaller, callee: string, ownHost: string) {
  const headers = caller.headers ?? {};
  if (way.kind === 'trunk') {
    const head = inviteHead(way.destination, ownHost);
    return { ...head, headers: { ...head.headers, ...headers } };
  }
  const host = way.kind === 'phone' ? way.domain : ownHost;
  const from = {
    uri: `sip:${encodeURIComponent(caller.name) || 'anonymous'}@${host}`,
    ...(caller.displayName === undefined ? {} : { displayName: caller.displayName }),
  };
  if (way.kind === 'address') return { requestUri: way.uri, from, to: way.uri, headers };
  const { uri: requestUri, nextHop, routeHeaders } = way.contact;
  const to = `sip:${encodeURIComponent(callee)}@${host}`;
  return { requestUri, nextHop, from, to, headers: { ...routeHeaders, ...headers } };
}
