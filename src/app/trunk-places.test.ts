import { describe, expect, it } from 'vitest';
import type { TenantId } from '../contract/ids.ts';
import { trunkSchema } from '../contract/lines-document.ts';
import type { SipAddress } from '../telephony/index.ts';
import { spelledHost, trunkPlaces } from './trunk-places.ts';

const tenantId = '00000000-0000-4000-8000-000000000001' as TenantId;
const at = (host: string, port = 5060, transport: SipAddress['transport'] = 'udp'): SipAddress => ({
  host,
  port,
  transport,
});
const located = (name: string, transport: 'udp' | 'tcp' | 'tls', ...places: readonly SipAddress[]) => ({
  tenantId,
  trunk: trunkSchema.parse({ name, proxy: 'carrier.example', transport, callerNumbers: ['+861088886666'] }),
  at: places,
});

describe('trunkPlaces()', () => {
  it('knows a trunk by address and port, and a connection that it opened by its host alone', () => {
    const places = trunkPlaces([
      located('plain', 'udp', at('192.0.2.1', 5080)),
      located('secure', 'tls', at('carrier.example', 5061), at('192.0.2.2', 5061)),
    ]);
    const nameAt = (source: SipAddress): string | undefined => places.trunkAt(source)?.trunk.name;
    expect(nameAt(at('192.0.2.1', 5080))).toBe('plain');
    expect(nameAt(at('192.0.2.1', 5060))).toBeUndefined();
    expect(nameAt(at('192.0.2.2', 41_234, 'tls'))).toBe('secure');
    expect(nameAt(at('192.0.2.2', 41_234, 'tcp'))).toBeUndefined();
    expect(nameAt(at('192.0.2.9', 41_234, 'tls'))).toBeUndefined();
  });

  it('finds the trunk that an address leads to, however the address is spelled', () => {
    const places = trunkPlaces([
      located('six', 'udp', at('2001:db8::7')),
      located('four', 'udp', at('192.0.2.1')),
      located('here', 'udp', at('127.0.0.1', 5080)),
    ]);
    const namesAt = (way: SipAddress): string[] => places.trunksAt(way).map(({ trunk }) => trunk.name);
    expect(namesAt(at('2001:DB8:0:0:0:0:0:7'))).toEqual(['six']);
    expect(namesAt(at('::ffff:192.0.2.1', 5060, 'tcp'))).toEqual(['four']);
    for (const host of ['127.0.0.1', '127.8.8.8', '0.0.0.0', '::1', '::', 'localhost', '::ffff:127.0.0.1'])
      expect(namesAt(at(host, 5080))).toEqual(['here']);
    expect(namesAt(at('127.0.0.1', 5081))).toEqual([]);
  });

  it('spells a host in one way', () => {
    expect(spelledHost('SIP.Carrier.Example')).toBe('sip.carrier.example');
    expect(spelledHost('2001:DB8::0007')).toBe('2001:db8::7');
    expect(spelledHost('::ffff:c000:0201')).toBe('192.0.2.1');
  });
});
