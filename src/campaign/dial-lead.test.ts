import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { claimDue } from './campaign-lead-store.ts';
import { dialLead } from './dial-lead.ts';
import { getCampaign } from './keep-campaign.ts';
import { pauseCampaign, stopCampaign } from './steer-campaign.ts';
import { CampaignBench } from './testing/campaign-bench.ts';

let database: TestDatabase;
let bench: CampaignBench;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  bench = new CampaignBench(database, await database.newTenant());
});

it.each([
  ['stopped', stopCampaign],
  ['paused', pauseCampaign],
] as const)('nobody is dialed who was claimed before the campaign was %s', async (_state, steer) => {
  const campaignId = await bench.start(['+8613700000001']);
  const campaign = (await getCampaign(bench.tools, bench.tenantId, campaignId))!;
  const [claim] = await database.withTenant(bench.tenantId, (db) =>
    claimDue(db, campaignId, bench.gate.node, 1, bench.clock.now()),
  );
  await steer(bench.tools, bench.tenantId, campaignId);
  const claimed = { ...claim!, tenantId: bench.tenantId, campaign };
  expect(await dialLead(bench.dialTools, claimed)).toBe('not-taken');
  expect(bench.book.orders).toEqual([]);
  expect(await bench.people(campaignId)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'released' }]);
});
