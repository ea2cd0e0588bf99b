import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallOrder } from '../contract/call-order.ts';
import type { AttemptId, CampaignId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { claimDue } from './campaign-lead-store.ts';
import { dialLead, type CrashPoint } from './dial-lead.ts';
import { getCampaign } from './keep-campaign.ts';
import { recoverAttempts, type Recovered } from './recover-attempts.ts';
import { CampaignBench } from './testing/campaign-bench.ts';

let database: TestDatabase;
let bench: CampaignBench;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.admin.updateTable('campaigns').set({ state: 'stopped' }).execute();
  bench = new CampaignBench(database, await database.newTenant());
  await recoverAttempts({ ...bench.tools, isTold: async () => false });
});

let people = 0;
const somebody = (): string => `+86136${String(++people).padStart(8, '0')}`;

/** Claims the campaign's next lead and dials it until the program is killed at `point`. */
async function killAt(campaignId: CampaignId, point: CrashPoint): Promise<void> {
  const campaign = (await getCampaign(bench.tools, bench.tenantId, campaignId))!;
  const [claim] = await database.withTenant(bench.tenantId, (db) =>
    claimDue(db, campaignId, 'n1', 1, bench.clock.now()),
  );
  const reach = (reached: CrashPoint): void => {
    if (reached === point) throw new Error('killed');
  };
  const dialing = dialLead({ ...bench.dialTools, reach }, { ...claim!, tenantId: bench.tenantId, campaign });
  await expect(dialing).rejects.toThrow('killed');
}

const recover = (knows: (id: AttemptId) => boolean = () => false): Promise<Recovered> =>
  recoverAttempts({ ...bench.tools, isTold: async ({ attemptId }) => knows(attemptId) });
const nothing: Recovered = { givenBack: 0, interrupted: 0, awaited: 0, unclaimed: 0 };

/** The lead can be dialed at once: nothing of the cut attempt is counted. */
async function expectFree(): Promise<void> {
  expect(await bench.step(bench.dialer())).toEqual(['placed']);
}

describe('after the program was killed', () => {
  it('a claimed lead is free again', async () => {
    const campaignId = await bench.start([somebody()]);
    await killAt(campaignId, 'claimed');
    expect(await recover()).toEqual({ ...nothing, unclaimed: 1 });
    expect(await recover()).toEqual(nothing);
    await expectFree();
  });

  it.each(['order-written', 'order-placed'] as const)(
    'at %s the unsent attempt is given back and uncounted',
    async (point) => {
      const campaignId = await bench.start([somebody()]);
      await killAt(campaignId, point);
      expect(await recover()).toEqual({ ...nothing, givenBack: 1 });
      expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'released' }]);
      await expectFree();
      expect(await bench.people(campaignId)).toMatchObject([{ attempts: 0 }]);
    },
  );

  it('a sent attempt that no journal knows counts as dialed and is tried again only after its interval', async () => {
    const campaignId = await bench.start([somebody()]);
    await bench.step(bench.dialer());
    const [order] = bench.book.takeOrders() as [CallOrder];
    expect(await bench.sent(order)).toBe(true);
    expect(await recover()).toEqual({ ...nothing, interrupted: 1 });
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'closed', outcome: 'interrupted' }]);
    expect(await bench.people(campaignId)).toMatchObject([
      { state: 'waiting', attempts: 1, last_outcome: 'interrupted' },
    ]);
    expect(await bench.step(bench.dialer())).toEqual([]);
    bench.clock.tick(600_000);
    await expectFree();
  });

  it('a sent attempt that the journal knows waits for its record', async () => {
    const campaignId = await bench.start([somebody()]);
    await bench.step(bench.dialer());
    const [order] = bench.book.takeOrders() as [CallOrder];
    await bench.sent(order);
    expect(await recover((id) => id === order.attemptId)).toEqual({ ...nothing, awaited: 1 });
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'dialing' }]);
    await bench.end(order, 'interrupted');
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'closed', outcome: 'interrupted' }]);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'waiting', attempts: 1 }]);
  });

  it('a record that comes after its attempt was given back changes nothing', async () => {
    const campaignId = await bench.start([somebody()]);
    await bench.step(bench.dialer());
    const [order] = bench.book.takeOrders() as [CallOrder];
    await recover();
    await bench.end(order, 'interrupted');
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'released' }]);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });

  it('other nodes’ attempts are left alone', async () => {
    await bench.start([somebody()]);
    await bench.step(bench.dialer());
    expect(
      await recoverAttempts({ ...bench.tools, gate: { ...bench.gate, node: 'n2' }, isTold: async () => false }),
    ).toEqual(nothing);
  });
});
