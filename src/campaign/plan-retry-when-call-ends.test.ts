import { expect, it } from 'vitest';
import type { CallOrder } from '../contract/call-order.ts';
import { systemClock } from '../foundation/clock.ts';
import { silentLogger } from '../foundation/logger.ts';
import { suppressionOf, suppressWhenCallEnds } from '../compliance/index.ts';
import { findRecord, keepRecord } from '../records/index.ts';
import { callRecordOf } from '../records/testing/call-record.ts';
import { runReactions } from '../storage/index.ts';
import { testDatabase } from '../storage/testing/test-database.ts';
import { getCampaign } from './keep-campaign.ts';
import { planRetryWhenCallEnds } from './plan-retry-when-call-ends.ts';
import { CampaignBench } from './testing/campaign-bench.ts';

it('from a kept record follow the end of the attempt, silence for who asked for it, and the end of the campaign', async () => {
  await using database = await testDatabase();
  const bench = new CampaignBench(database, await database.newTenant());
  const callee = '+8613200000001';
  const [first, second] = [await bench.start([callee]), await bench.start([callee])];
  const reactions = await runReactions(
    database,
    [planRetryWhenCallEnds(findRecord, bench.gate), suppressWhenCallEnds(bench.gate, findRecord)],
    { clock: systemClock, logger: silentLogger },
  );
  const dialer = bench.dialer();
  await bench.step(dialer);
  const [order] = bench.book.takeOrders() as [CallOrder];
  await bench.sent(order);
  const { callId, attemptId, campaignId, leadId } = order;
  const record = callRecordOf(bench.tenantId, {
    callId,
    attemptId,
    campaignId,
    leadId,
    callee,
    doNotCall: true,
    endedAtMs: bench.clock.now(),
  });
  expect(await keepRecord(database, record)).toBe('kept');
  expect(await keepRecord(database, record)).toBe('already-kept');
  await reactions.drained();
  await reactions.close();

  expect(await bench.attempts(campaignId!)).toMatchObject([{ state: 'closed', outcome: 'completed' }]);
  expect(await getCampaign(bench.tools, bench.tenantId, campaignId!)).toMatchObject({ state: 'done' });
  expect((await suppressionOf(bench.gate, bench.tenantId, callee)).suppressed).toBe(true);

  bench.clock.tick(120_000);
  expect(await bench.step(dialer)).toEqual(['refused']);
  const other = campaignId === first ? second : first;
  expect(await bench.people(other)).toMatchObject([{ state: 'refused', refused_by: 'suppression.tenant' }]);
});
