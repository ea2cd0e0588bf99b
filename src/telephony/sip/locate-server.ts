import { isIP } from 'node:net';
import type { Random } from '../../foundation/random.ts';
import { weightedOrder } from '../../foundation/weighted-order.ts';
import { defaultPorts } from './message/sip-uri.ts';
import type { SipAddress } from './sip-endpoint.ts';

export interface NaptrRecord {
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  /** `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`. */
  readonly service: string;
  readonly replacement: string;
}

export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** `.` says that the service is not offered. */
  readonly target: string;
}

/** What names stand for. Each resolves to nothing where there is no such record or nobody answers. */
export interface NameResolver {
  naptr(name: string): Promise<readonly NaptrRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  /** IPv4 and IPv6 addresses. */
  addresses(host: string): Promise<readonly string[]>;
}

type Transport = SipAddress['transport'];

export interface ServerName {
  readonly host: string;
  readonly port: number | null;
  /** Null: whichever the name offers. */
  readonly transport: Transport | null;
}

const services: ReadonlyMap<string, Transport> = new Map([
  ['SIP+D2U', 'udp'],
  ['SIP+D2T', 'tcp'],
  ['SIPS+D2T', 'tls'],
]);

const srvPrefix = { udp: '_sip._udp.', tcp: '_sip._tcp.', tls: '_sips._tcp.', ws: '_sip._ws.', wss: '_sips._ws.' };

/** The services of a name that we speak, by order, then preference (RFC 3403 §4.1). */
export function orderServices(
  records: readonly NaptrRecord[],
  spoken: readonly Transport[],
): readonly { readonly transport: Transport; readonly name: string }[] {
  return records
    .toSorted((one, other) => one.order - other.order || one.preference - other.preference)
    .flatMap(({ flags, service, replacement }) => {
      const transport = services.get(service.toUpperCase());
      const ours = flags.toLowerCase() === 's' && transport !== undefined && spoken.includes(transport);
      return ours ? [{ transport, name: replacement }] : [];
    });
}

/** The servers of a service in the order to try them (RFC 2782); none where it is not offered. */
export function orderServers(records: readonly SrvRecord[], random: Random): readonly SrvRecord[] {
  return weightedOrder(
    records.filter(({ target }) => target !== '.' && target !== ''),
    random,
  );
}

/**
 * Addresses to try for a server, best first (RFC 3263 §4.1, §4.2). A number stands for itself; a name with a port is
 * looked up as a host; else NAPTR says the transports, SRV the servers, and a name with neither is a host at the
 * transport's own port. Empty where the name stands for nothing.
 */
export async function locateServers(
  { host, port, transport }: ServerName,
  resolver: NameResolver,
  random: Random,
  spoken: readonly Transport[] = ['udp', 'tcp'],
): Promise<readonly SipAddress[]> {
  const usual = transport ?? spoken[0] ?? 'udp';
  if (isIP(host) !== 0) return [{ host, port: port ?? defaultPorts[usual], transport: usual }];
  if (port === null) {
    for (const service of await servicesOf(host, transport, resolver, spoken)) {
      const found = await serversOf(service, resolver, random);
      if (found.length > 0) return found;
    }
  }
  const addresses = await resolver.addresses(host);
  return addresses.map((address) => ({ host: address, port: port ?? defaultPorts[usual], transport: usual }));
}

/** Under which names SRV records are looked for. */
async function servicesOf(
  host: string,
  transport: Transport | null,
  resolver: NameResolver,
  spoken: readonly Transport[],
): Promise<readonly { readonly transport: Transport; readonly name: string }[]> {
  if (transport !== null) return [{ transport, name: `${srvPrefix[transport]}${host}` }];
  const named = orderServices(await resolver.naptr(host), spoken);
  return named.length > 0 ? named : spoken.map((one) => ({ transport: one, name: `${srvPrefix[one]}${host}` }));
}

async function serversOf(
  { transport, name }: { readonly transport: Transport; readonly name: string },
  resolver: NameResolver,
  random: Random,
): Promise<readonly SipAddress[]> {
  const servers = orderServers(await resolver.srv(name), random);
  const found = await Promise.all(
    servers.map(async ({ target, port }) => {
      const addresses = isIP(target) === 0 ? await resolver.addresses(target) : [target];
      return addresses.map((host): SipAddress => ({ host, port, transport }));
    }),
  );
  return found.flat();
}
