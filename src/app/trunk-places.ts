import { isIP } from 'node:net';
import type { TenantId } from '../contract/ids.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { SipAddress } from '../telephony/index.ts';

/** A tenant's trunk. */
export interface KnownTrunk {
  readonly tenantId: TenantId;
  readonly trunk: Trunk;
}

/** A trunk, and where it is. */
export interface LocatedTrunk extends KnownTrunk {
  readonly at: readonly SipAddress[];
}

/** Which trunks are where, from memory. */
export interface TrunkPlaces {
  /** The trunk that sends from there. A connection that it opened comes from any port of its host. */
  trunkAt(source: SipAddress): KnownTrunk | null;
  /** The trunks that are reached by what is sent there. */
  trunksAt(way: SipAddress): readonly KnownTrunk[];
}

/** One spelling of a host: names in small letters, IPv6 as short as it can be, IPv4 inside IPv6 as IPv4. */
export function spelledHost(host: string): string {
  if (isIP(host) !== 6) return host.toLowerCase();
  const short = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

/** This machine has many names: what is sent to any of them comes to it. */
function reachedHost(host: string): string {
  const spelled = spelledHost(host);
  const own = /^127\.|^(?:::1|::|0\.0\.0\.0|localhost)$/.test(spelled);
  return own ? 'this machine' : spelled;
}

const isConnection = ({ transport }: Pick<SipAddress, 'transport'>): boolean => transport !== 'udp';

export function trunkPlaces(located: readonly LocatedTrunk[]): TrunkPlaces {
  const sources = new Map<string, KnownTrunk>();
  const connected = new Map<string, KnownTrunk>();
  const reached = new Map<string, KnownTrunk[]>();
  for (const { tenantId, trunk, at } of located)
    for (const { host, port } of at) {
      const known = { tenantId, trunk };
      const source = `${spelledHost(host)} ${port}`;
      if (!sources.has(source)) sources.set(source, known);
      const connection = `${trunk.transport} ${spelledHost(host)}`;
      if (isConnection(trunk) && !connected.has(connection)) connected.set(connection, known);
      const way = `${reachedHost(host)} ${port}`;
      reached.set(way, [...(reached.get(way) ?? []), known]);
    }
  return {
    trunkAt: ({ host, port, transport }) =>
      sources.get(`${spelledHost(host)} ${port}`) ?? connected.get(`${transport} ${spelledHost(host)}`) ?? null,
    trunksAt: ({ host, port }) => reached.get(`${reachedHost(host)} ${port}`) ?? [],
  };
}
