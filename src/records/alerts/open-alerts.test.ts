import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alert, RaisedAlert } from '../../contract/alert.ts';
import type { TenantId } from '../../contract/ids.ts';
import { systemClock } from '../../foundation/clock.ts';
import { newUuid } from '../../foundation/ids.ts';
import { silentLogger, type LogFields } from '../../foundation/logger.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import { openAlerts, type Alerts } from './open-alerts.ts';

const minute = 60_000;
const atMs = 1_700_000_040_000;
const all = { limit: 500 };

let database: TestDatabase;
let platform: TenantId;
let tenant: TenantId;
let alerts: Alerts;
let logged: (LogFields | undefined)[];

beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  [platform, tenant] = [await database.newTenant(), await database.newTenant()];
  logged = [];
  const logger = { ...silentLogger, warn: (...said: unknown[]) => void logged.push(said[0] as LogFields) };
  alerts = openAlerts({ database, platformTenantId: platform, clock: systemClock, newId: newUuid, logger });
});

const raised = (changes: Partial<RaisedAlert> = {}): RaisedAlert => ({
  tenantId: tenant,
  kind: 'toll-fraud',
  severity: 'critical',
  source: '8001@house',
  facts: { rule: 'outside.destination', begins: '+88216' },
  atMs,
  ...changes,
});
const admin = (tenantId: TenantId) => ({ tenantId, platformToo: true });
const supervisor = (tenantId: TenantId) => ({ tenantId, platformToo: false });

describe('alerts', () => {
  it('are kept, told to who listens, and logged', async () => {
    const told: Alert[] = [];
    alerts.subscribe(supervisor(tenant), (alert) => told.push(alert));
    alerts.raise(raised());
    await alerts.close();
    const [kept, ...more] = await alerts.list(supervisor(tenant), all);
    expect(kept).toMatchObject({ ...raised(), count: 1, lastAtMs: atMs, acknowledgedAtMs: null, acknowledgedBy: null });
    expect(more).toEqual([]);
    expect(told).toEqual([kept]);
    expect(logged).toMatchObject([{ kind: 'toll-fraud', source: '8001@house' }]);
  });

  it('of one source within a minute are one, counted, told and logged once', async () => {
    const told: Alert[] = [];
    alerts.subscribe(supervisor(tenant), (alert) => told.push(alert));
    for (let second = 0; second < 20; second++) alerts.raise(raised({ atMs: atMs + second * 500 }));
    alerts.raise(raised({ source: '8002@house' }));
    alerts.raise(raised({ atMs: atMs + minute }));
    await alerts.close();
    const kept = await alerts.list(supervisor(tenant), all);
    expect(kept.map(({ source, count, lastAtMs }) => [source, count, lastAtMs - atMs])).toEqual(
      expect.arrayContaining([
        ['8001@house', 20, 9_500],
        ['8002@house', 1, 0],
        ['8001@house', 1, minute],
      ]),
    );
    expect([kept.length, told.length, logged.length]).toEqual([3, 3, 3]);
  });

  it('go on being counted after a restart within the minute', async () => {
    alerts.raise(raised());
    await alerts.close();
    const again = openAlerts({
      database,
      platformTenantId: platform,
      clock: systemClock,
      newId: newUuid,
      logger: silentLogger,
    });
    again.raise(raised({ atMs: atMs + 1 }));
    await again.close();
    expect(await alerts.list(supervisor(tenant), all)).toMatchObject([{ count: 2, lastAtMs: atMs + 1 }]);
  });

  it('of the platform are seen by those alone who run it', async () => {
    const told: string[] = [];
    alerts.subscribe(admin(platform), ({ source }) => void told.push(`admin ${source}`));
    alerts.subscribe(supervisor(platform), ({ source }) => void told.push(`supervisor ${source}`));
    alerts.subscribe(admin(tenant), ({ source }) => void told.push(`tenant ${source}`));
    alerts.raise(raised({ tenantId: null, kind: 'sip-source-banned', source: '192.0.2.1' }));
    await alerts.close();
    const [kept] = await alerts.list(admin(platform), all);
    expect(kept).toMatchObject({ tenantId: null, source: '192.0.2.1' });
    expect(await alerts.list(supervisor(platform), all)).toEqual([]);
    expect(await alerts.list(admin(tenant), all)).toEqual([]);
    expect(told).toEqual(['admin 192.0.2.1']);
    expect(await alerts.acknowledge(supervisor(platform), kept!.id, 'somebody')).toBeNull();
    expect(await alerts.acknowledge(admin(tenant), kept!.id, 'somebody')).toBeNull();
  });

  it('are acknowledged once, and found by that and by kind', async () => {
    alerts.raise(raised());
    alerts.raise(raised({ kind: 'trunk-down', source: 'office' }));
    await alerts.close();
    const [fraud] = await alerts.list(supervisor(tenant), { ...all, kind: 'toll-fraud' });
    const first = await alerts.acknowledge(supervisor(tenant), fraud!.id, 'li');
    expect(first).toMatchObject({ acknowledgedBy: 'li' });
    expect(await alerts.acknowledge(supervisor(tenant), fraud!.id, 'wang')).toEqual(first);
    const open = await alerts.list(supervisor(tenant), { ...all, acknowledged: false });
    expect(open.map(({ kind }) => kind)).toEqual(['trunk-down']);
    expect(await alerts.list(supervisor(tenant), { ...all, acknowledged: true })).toEqual([first]);
    expect(await alerts.acknowledge(supervisor(tenant), newUuid(), 'li')).toBeNull();
  });

  it('of a flood of sources become one', async () => {
    for (let host = 0; host < 700; host++) alerts.raise(raised({ source: `10.0.${host >> 8}.${host & 255}` }));
    await alerts.close();
    const kept = await alerts.list(supervisor(tenant), all);
    expect(kept).toHaveLength(500);
    expect(logged).toHaveLength(501);
  });

  it('wait for a database that is away', async () => {
    let away = true;
    const sometimes = {
      ...database,
      withTenant: (async (id, work) => {
        if (away) throw new Error('away');
        return database.withTenant(id, work);
      }) as TestDatabase['withTenant'],
    };
    const parts = { database: sometimes, platformTenantId: platform, clock: systemClock, newId: newUuid };
    const waiting = openAlerts({ ...parts, logger: silentLogger });
    waiting.raise(raised());
    await waiting.close();
    waiting.raise(raised({ atMs: atMs + 1 }));
    away = false;
    await waiting.close();
    expect(await waiting.list(supervisor(tenant), all)).toMatchObject([{ count: 2 }]);
  });
});
