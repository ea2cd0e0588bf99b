import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallOrder } from '../contract/call-order.ts';
import type { CampaignId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { copyCampaign, createCampaign, getCampaign } from './keep-campaign.ts';
import { archiveCampaign, pauseCampaign, resumeCampaign, startCampaign, stopCampaign } from './steer-campaign.ts';
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
});

let people = 0;
const some = (count: number): string[] =>
  Array.from({ length: count }, () => `+86136${String(++people).padStart(8, '0')}`);
const stateOf = async (campaignId: CampaignId) => {
  const campaign = await getCampaign(bench.tools, bench.tenantId, campaignId);
  return [campaign?.state, campaign?.stateReason];
};
const factsOf = async (campaignId: CampaignId) =>
  (await database.admin.selectFrom('outbox').select('kind').where('subject_id', '=', campaignId).execute()).map(
    ({ kind }) => kind,
  );
const hourMs = 3_600_000;

describe('a campaign with times of its own', () => {
  it('waits for its beginning, runs, and is done at its end while its calls go on', async () => {
    const campaignId = await bench.start(some(3), {
      startAt: '2026-03-02T11:00:00+08:00',
      endAt: '2026-03-02T15:00:00+08:00',
      maxConcurrency: 1,
    });
    const dialer = bench.dialer();
    expect(await stateOf(campaignId)).toEqual(['scheduled', null]);
    expect(await bench.step(dialer)).toEqual([]);
    bench.clock.tick(hourMs);
    expect(await bench.step(dialer)).toEqual(['placed']);
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({
      state: 'running',
      startedAtMs: bench.clock.now(),
    });
    const [inTheAir] = bench.book.takeOrders() as [CallOrder];
    await bench.sent(inTheAir);
    bench.clock.tick(4 * hourMs);
    expect(await bench.step(dialer)).toEqual([]);
    expect(await stateOf(campaignId)).toEqual(['done', 'end-time']);
    await bench.end(inTheAir, 'completed', { grade: 'A' });
    expect((await bench.people(campaignId)).map(({ state }) => state)).toEqual(['done', 'waiting', 'waiting']);
    expect(await factsOf(campaignId)).toEqual(['campaign-scheduled', 'campaign-started', 'campaign-ended']);
  });

  it('begins once, however many nodes look at the clock', async () => {
    const campaignId = await bench.start(some(2), { startAt: '2026-03-02T11:00:00+08:00' });
    bench.clock.tick(hourMs);
    const nodes = [bench.dialer(), bench.dialer({ gate: { ...bench.gate, node: 'n2' } })];
    expect((await Promise.all(nodes.map((node) => bench.step(node)))).flat()).toEqual(['placed', 'placed']);
    expect(await factsOf(campaignId)).toEqual(['campaign-scheduled', 'campaign-started']);
  });

  it('may be paused before its time, and waits for it again', async () => {
    const campaignId = await bench.start(some(1), { startAt: '2026-03-02T11:00:00+08:00' });
    await pauseCampaign(bench.tools, bench.tenantId, campaignId);
    await resumeCampaign(bench.tools, bench.tenantId, campaignId);
    expect(await stateOf(campaignId)).toEqual(['scheduled', null]);
    await pauseCampaign(bench.tools, bench.tenantId, campaignId);
    bench.clock.tick(hourMs);
    expect(await bench.step(bench.dialer())).toEqual([]);
    await resumeCampaign(bench.tools, bench.tenantId, campaignId);
    expect(await bench.step(bench.dialer())).toEqual(['placed']);
  });

  it('works in its own hours, though people could be called in others', async () => {
    const open = [{ from: '15:00', to: '16:00', days: [1, 2, 3, 4, 5] }];
    await bench.start(some(2), { hours: { open }, maxConcurrency: 1 });
    const dialer = bench.dialer();
    expect(await bench.step(dialer)).toEqual([]);
    bench.clock.tick(5 * hourMs);
    expect(await bench.step(dialer)).toEqual(['placed']);
    await bench.end(bench.book.takeOrders()[0] as CallOrder, 'completed');
    bench.clock.tick(hourMs);
    expect(await bench.step(dialer)).toEqual([]);
    bench.clock.tick(23 * hourMs);
    expect(await bench.step(dialer)).toEqual(['placed']);
  });

  it('is not started when its end is over, nor made when it would end before it begins', async () => {
    const times = { startAt: '2026-03-02T08:00:00+08:00', endAt: '2026-03-02T09:00:00+08:00' };
    await expect(bench.start(some(1), times)).rejects.toThrow('2026-03-02T09:00:00+08:00, which is over');
    const list = await bench.list(...some(1));
    const backwards = bench.settings(list, { startAt: times.endAt, endAt: times.startAt });
    await expect(createCampaign(bench.tools, bench.tenantId, backwards)).rejects.toThrow('endAt');
  });
});

describe('a campaign that has ended', () => {
  it('is put away, and a running one is not', async () => {
    const campaignId = await bench.start(some(1));
    const archive = () => archiveCampaign(bench.tools, bench.tenantId, campaignId);
    await expect(archive()).rejects.toThrow('archive wants it draft or stopped or done');
    await stopCampaign(bench.tools, bench.tenantId, campaignId);
    await archive();
    expect(await stateOf(campaignId)).toEqual(['archived', null]);
    expect((await factsOf(campaignId)).at(-1)).toBe('campaign-archived');
  });

  it('is copied for who still waited, call-backs at their time', async () => {
    const phones = some(4);
    const campaignId = await bench.start(phones, { maxConcurrency: 3, endAt: '2026-03-02T20:00:00+08:00' });
    const dialer = bench.dialer();
    await bench.step(dialer);
    const orders = bench.book.takeOrders();
    const wantedAtMs = bench.clock.now() + 5 * hourMs;
    await bench.end(orders[0] as CallOrder, 'completed');
    await bench.end(orders[1] as CallOrder, 'completed', { callBack: { wantedAtMs, reason: '' } });
    await bench.end(orders[2] as CallOrder, 'vacant');
    const copy = () => copyCampaign(bench.tools, bench.tenantId, campaignId, { name: '再来', people: 'undone' });
    await expect(copy()).rejects.toMatchObject({ code: 'campaign-not-over' });
    await stopCampaign(bench.tools, bench.tenantId, campaignId);
    const copied = await copy();
    expect(await getCampaign(bench.tools, bench.tenantId, copied)).toMatchObject({
      state: 'draft',
      settings: { name: '再来', trunk: 'main', maxConcurrency: 3 },
    });
    expect((await getCampaign(bench.tools, bench.tenantId, copied))?.settings.endAt).toBeUndefined();
    expect(await startCampaign(bench.tools, bench.tenantId, copied)).toMatchObject({ enrolled: 2 });
    const taken = await bench.people(copied);
    expect(taken.map((row) => [row.call_back, row.next_attempt_at.getTime()])).toEqual(
      expect.arrayContaining([
        [true, wantedAtMs],
        [false, bench.clock.now()],
      ]),
    );
  });

  it('is copied for the outcomes that are named, and the gate’s caps still hold', async () => {
    const campaignId = await bench.start(some(2), { retry: {} });
    await bench.step(bench.dialer());
    const [unanswered, talked] = bench.book.takeOrders() as [CallOrder, CallOrder];
    await bench.end(unanswered, 'no-answer');
    await bench.end(talked, 'completed');
    expect(await stateOf(campaignId)).toEqual(['done', 'all-done']);
    const copyFor = (outcomes: readonly ('no-answer' | 'busy')[]) =>
      copyCampaign(bench.tools, bench.tenantId, campaignId, { name: '补拨', people: outcomes });
    await expect(copyFor(['busy'])).rejects.toThrow("nobody of campaign '春季' ended as busy");
    const copied = await copyFor(['busy', 'no-answer']);
    await startCampaign(bench.tools, bench.tenantId, copied);
    expect(await bench.step(bench.dialer())).toEqual(['refused-for-now']);
    expect(await bench.people(copied)).toMatchObject([{ state: 'waiting', refused_by: 'cap.per-minute' }]);
    bench.clock.tick(60_000);
    expect(await bench.step(bench.dialer())).toEqual(['placed']);
  });

  it('is copied with its list alone from any state', async () => {
    const campaignId = await bench.start(some(2));
    const copied = await copyCampaign(bench.tools, bench.tenantId, campaignId, { name: '夏季' });
    expect(await startCampaign(bench.tools, bench.tenantId, copied)).toMatchObject({ enrolled: 2, state: 'running' });
  });
});
