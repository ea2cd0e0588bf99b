import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { callOrderSchema } from '../contract/call-order.ts';
import type { CampaignSettingsInput } from '../contract/campaign-settings.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { changeCampaign, createCampaign, getCampaign } from './keep-campaign.ts';
import { startCampaign } from './steer-campaign.ts';
import { CampaignBench } from './testing/campaign-bench.ts';
import { whyIdle } from './why-idle.ts';

let database: TestDatabase;
let bench: CampaignBench;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  bench = new CampaignBench(database, await database.newTenant());
});

const notification = { scriptId: undefined, ivr: 'reminder' } as const;
let people = 0;
const somebody = (): string => `+86137${String(++people).padStart(8, '0')}`;
/** Orders of this test's tenant: the dialer serves all of a database. */
const placedHere = () =>
  bench.book.takeOrders().flatMap((order) => (order.tenantId === bench.tenantId ? [order.campaignId] : []));
const draft = async (given: Partial<CampaignSettingsInput>) =>
  createCampaign(bench.tools, bench.tenantId, bench.settings(await bench.list(somebody()), given));

it('a notification carries its flow as it stands in the lines, and what is known of the person', async () => {
  await bench.start([somebody()], notification);
  expect(await bench.step(bench.dialer())).toEqual(['placed']);
  const [order] = bench.book.takeOrders();
  expect(callOrderSchema.parse(order)).toEqual(order);
  expect(order).toMatchObject({
    ivr: { name: 'reminder', version: 5, ivrs: [{ name: 'reminder' }] },
    scriptVersion: 5,
    variables: { name: 'P0', city: '北京' },
  });
  expect(order?.script).toBeUndefined();
});

it('a flow that is taken out of the lines meanwhile gives its people back', async () => {
  const campaignId = await bench.start([somebody()], notification);
  const dialer = bench.dialer({ flows: { flow: async () => null } });
  expect(await bench.step(dialer)).toEqual(['not-taken']);
  expect(await bench.people(campaignId)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
});

it('is refused without its flow in the lines, and made only with one of script and flow', async () => {
  const campaignId = await draft({ scriptId: undefined, ivr: 'elsewhere' });
  expect(await startCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({
    started: false,
    refusals: [{ code: 'flow-unknown', message: expect.stringContaining("no flow 'elsewhere'") as string }],
  });
  await expect(draft({ ivr: 'reminder' })).rejects.toThrow('one of them');
  await expect(draft({ scriptId: undefined })).rejects.toThrow('one of them');
});

it('begins at its time: nobody is dialed before, it says so, and it does not count as only waiting', async () => {
  const startAt = '2026-03-02T14:00:00+08:00';
  const campaignId = await bench.start([somebody()], { ...notification, startAt, endWhenOnlyWaitingBeyondMs: 60_000 });
  const dialer = bench.dialer();
  await bench.step(dialer);
  expect(placedHere()).toEqual([]);
  expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({ state: 'scheduled' });
  expect(await whyIdle({ ...bench.tools, liveCalls: bench.book }, bench.tenantId, campaignId)).toMatchObject({
    code: 'waiting-for-start',
    nextAttemptAtMs: Date.parse(startAt),
  });
  bench.clock.stepWallTime(Date.parse(startAt) - bench.clock.now());
  await bench.step(dialer);
  expect(placedHere()).toEqual([campaignId]);
});

it('keeps its flow, its time and its purpose while it runs', async () => {
  const phone = somebody();
  const list = await bench.list(phone);
  const settings = bench.settings(list, notification);
  const campaignId = await createCampaign(bench.tools, bench.tenantId, settings);
  await startCampaign(bench.tools, bench.tenantId, campaignId);
  const change = (given: Partial<CampaignSettingsInput>) =>
    changeCampaign(bench.tools, bench.tenantId, campaignId, { ...settings, ...given });
  expect(await change({ purpose: 'notification', maxConcurrency: 3 })).toEqual({ changed: true });
  expect(await change({ purpose: 'service' })).toMatchObject({ changed: false, setting: 'purpose' });
  expect(await change({ startAt: '2026-03-02T14:00:00+08:00' })).toMatchObject({ changed: false, setting: 'startAt' });
  expect(await change({ ivr: 'other' })).toMatchObject({ changed: false, setting: 'ivr' });
});
