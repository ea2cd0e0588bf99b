import { describe, expect, it } from 'vitest';
import type { TenantId } from '../contract/ids.ts';
import { linesDocumentSchema, type LinesDocument, type Trunk } from '../contract/lines-document.ts';
import { silentLogger } from '../foundation/logger.ts';
import { seededRandom } from '../foundation/random.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import type { InviteAnswer, NameResolver, SipAddress } from '../telephony/index.ts';
import { keepTrunkAddresses } from './trunk-addresses.ts';

const tenantId = '00000000-0000-4000-8000-000000000001' as TenantId;

/** A network where `dead` hosts answer no OPTIONS and `table` is all that names stand for. */
function rig(table: Readonly<Record<string, readonly unknown[]>> = {}) {
  const clock = new FakeClock();
  const dead = new Set<string>();
  const asked: string[] = [];
  const told: (string | null)[] = [];
  const look = (key: string): Promise<never[]> => Promise.resolve([...(table[key] ?? [])] as never[]);
  const names: NameResolver = { naptr: look, srv: (name) => look(`srv ${name}`), addresses: look };
  const options = (
    uri: string,
    { host }: SipAddress = { host: '', port: 0, transport: 'udp' },
  ): Promise<InviteAnswer> => {
    asked.push(uri);
    return Promise.resolve({ status: dead.has(host) ? 408 : 200 } as InviteAnswer);
  };
  const addresses = keepTrunkAddresses({
    sip: { options },
    names,
    clock,
    random: seededRandom(1),
    logger: silentLogger,
  });
  const live = { trunkUsable: (_tenant: TenantId, _trunk: string, reason: string | null) => void told.push(reason) };
  const use = async (more: object): Promise<Trunk> => {
    const lines = linesOf(more);
    addresses.use(tenantId, lines, live);
    await settled();
    return lines.trunks[0]!;
  };
  return { addresses, clock, dead, asked, told, use };
}

const linesOf = (more: object): LinesDocument =>
  linesDocumentSchema.parse({
    trunks: [{ name: 'main', proxy: '192.0.2.1', callerNumbers: ['+861088886666'], ...more }],
  });

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
};

const hostsOf = (addresses: readonly SipAddress[]): string[] => addresses.map(({ host, port }) => `${host}:${port}`);

describe('keepTrunkAddresses', () => {
  it('has the proxy first, then the other addresses, names looked up and again each minute', async () => {
    const table: Record<string, unknown[]> = {
      'srv _sip._udp.carrier.example': [{ target: 'a.example', priority: 1, weight: 1, port: 5070 }],
      'a.example': ['192.0.2.5', '192.0.2.6'],
    };
    const { addresses, clock, use } = rig(table);
    const trunk = await use({ proxy: 'carrier.example', moreAddresses: ['192.0.2.9:5080', 'unknown.example'] });
    expect(hostsOf(addresses.of(trunk))).toEqual([
      '192.0.2.5:5070',
      '192.0.2.6:5070',
      '192.0.2.9:5080',
      'unknown.example:5060',
    ]);
    table['a.example'] = ['192.0.2.7'];
    clock.tick(60_000);
    await settled();
    expect(hostsOf(addresses.of(trunk))[0]).toBe('192.0.2.7:5070');
    addresses.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves the name of a TLS trunk alone: its certificate is for it', async () => {
    const { addresses, use } = rig({ 'carrier.example': ['192.0.2.5'] });
    const trunk = await use({ proxy: 'carrier.example', transport: 'tls' });
    expect(hostsOf(addresses.of(trunk))).toEqual(['carrier.example:5061']);
    expect(addresses.trunkAt({ host: '192.0.2.5', port: 40_123, transport: 'tls' })?.trunk.name).toBe('main');
  });

  it('knows whose calls come from where, at once for addresses, for names as soon as they are found, until lines change', async () => {
    const { addresses, use } = rig({ 'carrier.example': ['192.0.2.5'] });
    const nameAt = (host: string): string | undefined =>
      addresses.trunkAt({ host, port: 5060, transport: 'udp' })?.trunk.name;
    await use({ proxy: 'carrier.example', moreAddresses: ['192.0.2.9'] });
    expect(['192.0.2.5', '192.0.2.9', '192.0.2.1'].map(nameAt)).toEqual(['main', 'main', undefined]);
    expect(addresses.trunksAt({ host: '192.0.2.5', port: 5060, transport: 'udp' })).toHaveLength(1);
    await use({ proxy: 'nowhere.example' });
    expect(nameAt('192.0.2.5')).toBeUndefined();
  });

  it('puts a dead address last, and tells the switch where all are dead and when one is back', async () => {
    const { addresses, clock, dead, asked, told, use } = rig();
    const trunk = await use({ moreAddresses: ['192.0.2.2'], probeEveryMs: 10_000 });
    const probe = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) {
        clock.tick(10_000);
        await settled();
      }
    };
    dead.add('192.0.2.1');
    await probe(2);
    expect(hostsOf(addresses.of(trunk))).toEqual(['192.0.2.2:5060', '192.0.2.1:5060']);
    expect(told).toEqual([null, null]);
    dead.add('192.0.2.2');
    await probe(2);
    expect(told.at(-1)).toBe('it does not answer OPTIONS');
    dead.clear();
    await probe(1);
    expect(told.at(-1)).toBeNull();
    expect(asked.slice(0, 2)).toEqual(['sip:192.0.2.1:5060', 'sip:192.0.2.2:5060']);
    addresses.close();
  });

  it('asks nothing of a trunk that does not want it, and tells nothing of one that registers', async () => {
    const { clock, asked, told, use } = rig();
    await use({});
    clock.tick(120_000);
    await settled();
    expect(asked).toEqual([]);
    await use({ register: true, username: 'u', probeEveryMs: 10_000 });
    clock.tick(10_000);
    await settled();
    expect([asked.length, told]).toEqual([1, []]);
  });
});
