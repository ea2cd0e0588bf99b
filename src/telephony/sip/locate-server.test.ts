import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { locateServers, orderServers, orderServices, type NameResolver, type ServerName } from './locate-server.ts';

const srv = (target: string, priority = 10, weight = 0, port = 5070) => ({ target, priority, weight, port });

/** Names of a table: `naptr x`, `srv x`, or a host. */
function names(table: Readonly<Record<string, readonly unknown[]>>): NameResolver & { readonly asked: string[] } {
  const asked: string[] = [];
  const look = (key: string): Promise<never[]> => {
    asked.push(key);
    return Promise.resolve([...(table[key] ?? [])] as never[]);
  };
  return {
    asked,
    naptr: (name) => look(`naptr ${name}`),
    srv: (name) => look(`srv ${name}`),
    addresses: (host) => look(host),
  };
}

const locate = (server: Partial<ServerName>, resolver: NameResolver) =>
  locateServers({ host: 'carrier.example', port: null, transport: null, ...server }, resolver, seededRandom(3));

describe('locateServers', () => {
  it('takes a number for itself and asks nobody', async () => {
    const resolver = names({});
    expect(await locate({ host: '192.0.2.1' }, resolver)).toEqual([
      { host: '192.0.2.1', port: 5060, transport: 'udp' },
    ]);
    expect(await locate({ host: '2001:db8::1', port: 5080, transport: 'tcp' }, resolver)).toEqual([
      { host: '2001:db8::1', port: 5080, transport: 'tcp' },
    ]);
    expect(resolver.asked).toEqual([]);
  });

  it('looks a name with a port up as a host', async () => {
    const resolver = names({ 'carrier.example': ['192.0.2.1', '192.0.2.2'] });
    expect(await locate({ port: 5080 }, resolver)).toEqual([
      { host: '192.0.2.1', port: 5080, transport: 'udp' },
      { host: '192.0.2.2', port: 5080, transport: 'udp' },
    ]);
    expect(resolver.asked).toEqual(['carrier.example']);
  });

  it('lets NAPTR choose the transport and SRV the servers', async () => {
    const resolver = names({
      'naptr carrier.example': [
        { order: 20, preference: 1, flags: 's', service: 'SIP+D2U', replacement: '_sip._udp.carrier.example' },
        { order: 10, preference: 1, flags: 'S', service: 'sip+d2t', replacement: '_sip._tcp.carrier.example' },
        { order: 5, preference: 1, flags: 's', service: 'SIPS+D2T', replacement: '_sips._tcp.carrier.example' },
      ],
      'srv _sip._tcp.carrier.example': [srv('b.example', 20), srv('a.example', 10)],
      'a.example': ['192.0.2.1'],
      'b.example': ['192.0.2.2', '192.0.2.3'],
    });
    expect(await locate({}, resolver)).toEqual([
      { host: '192.0.2.1', port: 5070, transport: 'tcp' },
      { host: '192.0.2.2', port: 5070, transport: 'tcp' },
      { host: '192.0.2.3', port: 5070, transport: 'tcp' },
    ]);
  });

  it('without NAPTR asks SRV of each transport, or of the one that is wanted', async () => {
    const table = { 'srv _sip._tcp.carrier.example': [srv('192.0.2.9')] };
    expect(await locate({}, names(table))).toEqual([{ host: '192.0.2.9', port: 5070, transport: 'tcp' }]);
    const resolver = names(table);
    expect(await locate({ transport: 'udp' }, resolver)).toEqual([]);
    expect(resolver.asked).toEqual(['srv _sip._udp.carrier.example', 'carrier.example']);
  });

  it('takes a name without records for a host, and nothing for nothing', async () => {
    expect(await locate({ transport: 'tls' }, names({ 'carrier.example': ['192.0.2.1'] }))).toEqual([
      { host: '192.0.2.1', port: 5061, transport: 'tls' },
    ]);
    expect(await locate({}, names({}))).toEqual([]);
  });
});

describe('orders of records', () => {
  it('services by order, then preference, others left out', () => {
    const record = (order: number, preference: number, service = 'SIP+D2U', flags = 's') => ({
      order,
      preference,
      service,
      flags,
      replacement: `${order}-${preference}`,
    });
    const ordered = orderServices(
      [record(2, 1), record(1, 9), record(1, 2, 'SIP+D2T'), record(0, 0, 'E2U+email'), record(0, 0, 'SIP+D2U', 'u')],
      ['udp', 'tcp'],
    );
    expect(ordered).toEqual([
      { transport: 'tcp', name: '1-2' },
      { transport: 'udp', name: '1-9' },
      { transport: 'udp', name: '2-1' },
    ]);
  });

  it('servers by priority; a lone dot says that there is no such service', () => {
    expect(orderServers([srv('c', 30), srv('a', 10), srv('b', 20)], seededRandom(1)).map((one) => one.target)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(orderServers([srv('.', 0)], seededRandom(1))).toEqual([]);
  });
});
