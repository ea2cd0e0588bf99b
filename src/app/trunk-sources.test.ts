import { describe, expect, it } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import { linesDocumentSchema, type LinesDocument } from '../contract/lines-document.ts';
import { silentLogger } from '../foundation/logger.ts';
import { openTrunkSources } from './trunk-sources.ts';

const tenantId = tenantIdSchema.parse('11111111-1111-4111-8111-111111111111');
const names: Record<string, readonly string[]> = { 'sip.carrier.example': ['192.0.2.7', '192.0.2.8'] };
const lookUp = (host: string): Promise<readonly string[]> =>
  names[host] ? Promise.resolve(names[host]) : Promise.reject(new Error(`ENOTFOUND ${host}`));
const lines = (...proxies: readonly string[]): LinesDocument =>
  linesDocumentSchema.parse({
    trunks: proxies.map((proxy, index) => ({ name: `t${index}`, proxy, callerNumbers: ['+861088886666'] })),
  });
const from = (host: string, port = 5060) => ({ host, port, transport: 'udp' }) as const;

describe('trunk sources', () => {
  it('know a trunk by the addresses and the port of its proxy, and nobody else', async () => {
    const sources = openTrunkSources(lookUp, silentLogger);
    await sources.use(tenantId, lines('192.0.2.1:5080', 'sip.carrier.example'));
    const nameAt = (...where: Parameters<typeof from>): string | undefined =>
      sources.trunkAt(from(...where))?.trunk.name;
    expect(nameAt('192.0.2.1', 5080)).toBe('t0');
    expect(nameAt('192.0.2.8')).toBe('t1');
    expect(nameAt('192.0.2.1')).toBeUndefined();
    expect(nameAt('192.0.2.9')).toBeUndefined();
  });

  it('forget trunks that are gone, and take a name that is not found for no source', async () => {
    const sources = openTrunkSources(lookUp, silentLogger);
    await sources.use(tenantId, lines('192.0.2.1'));
    await sources.use(tenantId, lines('nowhere.example'));
    expect(sources.trunkAt(from('192.0.2.1'))).toBeNull();
  });
});
