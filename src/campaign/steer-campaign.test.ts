import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CampaignId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { changeCampaign, createCampaign, getCampaign, listCampaigns } from './keep-campaign.ts';
import { pauseCampaign, resumeCampaign, startCampaign, stopCampaign } from './steer-campaign.ts';
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

let people = 0;
const somebody = (): string => `+86135${String(++people).padStart(8, '0')}`;

describe('starting a campaign', () => {
  it('pins the published script and enrolls the list in its order', async () => {
    const phones = [somebody(), somebody(), somebody()];
    const list = await bench.list(...phones);
    const campaignId = await createCampaign(bench.tools, bench.tenantId, bench.settings(list));
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({
      state: 'draft',
      scriptVersion: null,
    });
    expect(await startCampaign(bench.tools, bench.tenantId, campaignId)).toEqual({
      started: true,
      state: 'running',
      enrolled: 3,
      warnings: [],
    });
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({
      state: 'running',
      scriptVersion: 3,
      startedAtMs: bench.clock.now(),
    });
    expect(await bench.people(campaignId)).toHaveLength(3);
  });

  it('is one start however often it is asked for', async () => {
    const list = await bench.list(somebody(), somebody());
    const campaignId = await createCampaign(bench.tools, bench.tenantId, bench.settings(list));
    const start = () => startCampaign(bench.tools, bench.tenantId, campaignId);
    const answers = [...(await Promise.all([start(), start()])), await start()];
    expect(answers.map((answer) => (answer.started ? answer.enrolled : -1)).toSorted((a, b) => a - b)).toEqual([
      0, 0, 2,
    ]);
    const facts = await database.admin
      .selectFrom('outbox')
      .select('kind')
      .where('subject_id', '=', campaignId)
      .execute();
    expect(facts).toEqual([{ kind: 'campaign-started' }]);
    await pauseCampaign(bench.tools, bench.tenantId, campaignId);
    await expect(start()).rejects.toMatchObject({ code: 'campaign-cannot-change' });
  });

  it('says everything that is wrong at once, and why', async () => {
    const settings = bench.settings(await bench.list(), {
      callerNumbers: ['+861088886666', '+861012345678'],
      windows: [{ from: '12:00', to: '14:00' }],
    });
    const scripts = { ...bench.scripts, published: async () => null };
    const campaignId = await createCampaign(bench.tools, bench.tenantId, settings);
    const answer = await startCampaign({ ...bench.tools, scripts }, bench.tenantId, campaignId);
    if (answer.started) throw new Error('it started');
    expect(answer.refusals.map(({ code }) => code)).toEqual([
      'caller-not-owned',
      'script-unpublished',
      'list-empty',
      'window-impossible',
    ]);
    expect(answer.refusals[0]?.message).toContain("trunk 'main' does not own +861012345678");
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({ state: 'draft' });
  });

  it('refuses a trunk that is not there and a purpose that says less than the script', async () => {
    const list = await bench.list(somebody());
    const nowhere = await createCampaign(bench.tools, bench.tenantId, bench.settings(list, { trunk: 'nowhere' }));
    expect(await startCampaign(bench.tools, bench.tenantId, nowhere)).toMatchObject({
      refusals: [{ code: 'trunk-unknown' }],
    });
    const quiet = await createCampaign(bench.tools, bench.tenantId, bench.settings(list, { purpose: 'service' }));
    expect(await startCampaign(bench.tools, bench.tenantId, quiet)).toMatchObject({
      refusals: [{ code: 'purpose-understated' }],
    });
  });

  it('warns when calls will hear keys alone', async () => {
    const campaignId = await createCampaign(bench.tools, bench.tenantId, bench.settings(await bench.list(somebody())));
    const answer = await startCampaign({ ...bench.tools, canHearSpeech: false }, bench.tenantId, campaignId);
    expect(answer).toMatchObject({ started: true, warnings: [expect.stringContaining('keys alone')] });
  });

  it('wants a campaign that is there', async () => {
    const unknown = crypto.randomUUID() as CampaignId;
    await expect(startCampaign(bench.tools, bench.tenantId, unknown)).rejects.toMatchObject({
      code: 'campaign-not-found',
    });
  });
});

describe('a running campaign', () => {
  it('is paused, resumed and stopped, and its calls end with it', async () => {
    const campaignId = await bench.start([somebody()]);
    await pauseCampaign(bench.tools, bench.tenantId, campaignId);
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({
      state: 'paused',
      stateReason: 'operator',
    });
    await resumeCampaign(bench.tools, bench.tenantId, campaignId);
    const ended: unknown[] = [];
    const hangUpAll = async (filter: unknown): Promise<number> => ended.push(filter);
    expect(await stopCampaign(bench.tools, bench.tenantId, campaignId, { hangUpAll })).toBe(1);
    expect(ended).toEqual([{ campaignId, tenantId: bench.tenantId }]);
    await expect(resumeCampaign(bench.tools, bench.tenantId, campaignId)).rejects.toThrow('resume wants it paused');
  });

  it('may go faster, and may not change its list', async () => {
    const campaignId = await bench.start([somebody()]);
    const campaign = (await getCampaign(bench.tools, bench.tenantId, campaignId))!;
    const change = (given: object) =>
      changeCampaign(bench.tools, bench.tenantId, campaignId, { ...campaign.settings, ...given });
    expect(await change({ maxConcurrency: 99 })).toEqual({ changed: true });
    expect((await getCampaign(bench.tools, bench.tenantId, campaignId))?.settings.maxConcurrency).toBe(99);
    expect(await change({ listId: crypto.randomUUID() })).toEqual({
      changed: false,
      reason: 'lasting',
      setting: 'listId',
    });
    await stopCampaign(bench.tools, bench.tenantId, campaignId);
    expect(await change({ maxConcurrency: 9 })).toEqual({ changed: false, reason: 'ended' });
    const unknown = crypto.randomUUID() as CampaignId;
    expect(await changeCampaign(bench.tools, bench.tenantId, unknown, campaign.settings)).toMatchObject({
      reason: 'unknown',
    });
  });

  it('is its tenant’s alone', async () => {
    const campaignId = await bench.start([somebody()]);
    const other = await database.newTenant();
    expect(await getCampaign(bench.tools, other, campaignId)).toBeNull();
    expect(await listCampaigns(bench.tools, other)).toEqual([]);
    expect((await listCampaigns(bench.tools, bench.tenantId)).map((one) => one.campaignId)).toEqual([campaignId]);
  });
});
