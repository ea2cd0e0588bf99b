import type { Extension } from '../../contract/lines-document.ts';
import { dialedUser } from '../calls/dialed-user.ts';
import type { House } from '../calls/stage.ts';

type DomainOf = (host: string) => string | null;

/** The user and the domain of ours that a request URI names, or null: `sip:8002@house`, or an address that stands for it. */
export function addressNamed(
  requestUri: string,
  domainOf: DomainOf,
): { readonly user: string; readonly domain: string } | null {
  const [, ipv6, host = ipv6] = /^sips?:[^@]*@(?:\[([^\]]+)\]|([^:;?>]+))/i.exec(requestUri) ?? [];
  const domain = domainOf((host ?? '').toLowerCase());
  const user = dialedUser(requestUri);
  return domain === null || user === null ? null : { user, domain };
}

/** The extension of a house that a request URI names, or null. */
export function extensionNamed(requestUri: string, house: House, domainOf: DomainOf): Extension | null {
  const named = addressNamed(requestUri, domainOf);
  if (named?.domain !== house.domain) return null;
  return house.lines.extensions.find(({ name }) => name === named.user) ?? null;
}
