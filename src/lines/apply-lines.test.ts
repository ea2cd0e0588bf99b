import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../contract/ids.ts';
import { noLines } from '../contract/lines-document.ts';
import { silentLogger } from '../foundation/logger.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { applyLines, getLines, linesHistory, openLinesSnapshots, type ApplyLinesRequest } from './index.ts';

const trunk = (maxCalls: number): string => `trunks:
  - name: main
    proxy: 192.0.2.1
    callerNumbers: ['+861088886666']
    maxCalls: ${maxCalls}
`;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const apply = (tenantId: TenantId, text: string, more: Partial<ApplyLinesRequest> = {}) =>
  applyLines({ database, tenantId, text, appliedBy: 'admin', ...more });

describe('applyLines', () => {
  it('puts a document in force, keeps each version, and does nothing where nothing changed', async () => {
    const tenantId = await database.newTenant();
    expect(await getLines(database, tenantId)).toBeNull();
    expect(await apply(tenantId, trunk(10))).toEqual({
      version: 1,
      applied: true,
      changes: [{ kind: 'trunk', name: 'main', change: 'added', fields: [] }],
    });
    expect(await apply(tenantId, trunk(10))).toEqual({ version: 1, applied: false, changes: [] });
    expect(await apply(tenantId, trunk(20))).toMatchObject({ version: 2, changes: [{ fields: ['maxCalls'] }] });
    expect(await getLines(database, tenantId)).toMatchObject({ version: 2, source: trunk(20), appliedBy: 'admin' });
    expect(await getLines(database, tenantId, 1)).toMatchObject({ document: { trunks: [{ maxCalls: 10 }] } });
    expect(await linesHistory(database, tenantId)).toMatchObject([{ version: 2 }, { version: 1 }]);
  });

  it('changes nothing for a wrong document, a dry run, or one made from an older version', async () => {
    const tenantId = await database.newTenant();
    await apply(tenantId, trunk(10));
    await expect(apply(tenantId, trunk(-1))).rejects.toMatchObject({
      code: 'lines-document-invalid',
      message: expect.stringMatching(/^line 5: trunks\[0\]\.maxCalls: /) as string,
    });
    expect(await apply(tenantId, trunk(30), { dryRun: true })).toMatchObject({ version: 1, applied: false });
    await expect(apply(tenantId, trunk(30), { expectedVersion: 0 })).rejects.toMatchObject({
      code: 'lines-changed-meanwhile',
    });
    expect(await getLines(database, tenantId)).toMatchObject({ version: 1, document: { trunks: [{ maxCalls: 10 }] } });
  });

  it('takes back the document where what must follow it fails', async () => {
    const tenantId = await database.newTenant();
    const alsoApply = (): Promise<void> => Promise.reject(new Error('seats away'));
    await expect(apply(tenantId, trunk(10), { alsoApply })).rejects.toThrow('seats away');
    expect(await getLines(database, tenantId)).toBeNull();
  });

  it('numbers versions one by one however many apply at once', async () => {
    const tenantId = await database.newTenant();
    const results = await Promise.all([11, 12, 13, 14].map((maxCalls) => apply(tenantId, trunk(maxCalls))));
    expect(new Set(results.map(({ version }) => version))).toEqual(new Set([1, 2, 3, 4]));
  });
});

describe('openLinesSnapshots', () => {
  it('answers from memory and hears of changes, of its own tenants alone', async () => {
    const [tenantId, other] = [await database.newTenant(), await database.newTenant()];
    await apply(tenantId, trunk(10));
    await using snapshots = await openLinesSnapshots(database, silentLogger);
    expect(snapshots.inMemory(tenantId)).toBeNull();
    expect(await snapshots.of(tenantId)).toMatchObject({ version: 1 });
    expect(await snapshots.of(other)).toEqual({ version: 0, document: noLines });
    expect(snapshots.trunk(tenantId, 'main')).toMatchObject({ maxCalls: 10 });
    expect(snapshots.trunk(other, 'main')).toBeNull();
    expect(snapshots.seat(tenantId, 'nobody')).toBeNull();
    const changed = new Promise<number>((resolve) => {
      snapshots.onChange((tenant, { version }) => tenant === tenantId && resolve(version));
    });
    await apply(tenantId, trunk(20));
    expect(await changed).toBe(2);
    expect(snapshots.trunk(tenantId, 'main')).toMatchObject({ maxCalls: 20 });
  });
});
