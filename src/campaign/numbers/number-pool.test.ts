import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CallOrder } from '../../contract/call-order.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import { createCampaign } from '../keep-campaign.ts';
import { CampaignBench } from '../testing/campaign-bench.ts';
import { whyIdle } from '../why-idle.ts';
import { markNumber, numberStandings } from './keep-numbers.ts';
import { noteDial } from './number-store.ts';

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

const pool = ['+861088886666', '+861088886667'] as const;
let people = 0;
const some = (count: number): string[] =>
  Array.from({ length: count }, () => `+86133${String(++people).padStart(8, '0')}`);
const callersOf = (orders: readonly CallOrder[]): string[] => orders.map(({ destination }) => destination.caller);
const mark = (number: string, reason: string | null) => markNumber(bench.tools, bench.tenantId, pool, number, reason);

it('a marked number is shown no more; with all marked nobody is dialed, and the campaign says so', async () => {
  const campaignId = await bench.start(some(6), { maxConcurrency: 3 });
  await mark(pool[0], '某软件标记为骚扰电话');
  const dialer = bench.dialer();
  expect(await bench.step(dialer)).toHaveLength(3);
  const orders = bench.book.takeOrders();
  expect(new Set(callersOf(orders))).toEqual(new Set([pool[1]]));
  await mark(pool[1], '某软件标记为骚扰电话');
  for (const order of orders) await bench.end(order, 'completed');
  expect(await bench.step(dialer)).toEqual([]);
  const idle = await whyIdle({ ...bench.tools, liveCalls: bench.book }, bench.tenantId, campaignId);
  expect(idle?.code).toBe('numbers-marked');
  await mark(pool[0], null);
  bench.clock.tick(1_000);
  expect(await bench.step(dialer)).toHaveLength(3);
  await expect(mark('+861012345678', 'x')).rejects.toMatchObject({ code: 'number-not-owned' });
});

it('calls say how often each number is answered; one that falls behind rests, and is shown again in time', async () => {
  await bench.start(some(1));
  await bench.step(bench.dialer());
  const [order] = bench.book.takeOrders() as [CallOrder];
  await bench.end(order, 'completed', { answeredAtMs: bench.clock.now(), answeredBy: 'human' });
  const standings = () => numberStandings(bench.tools, bench.tenantId, pool);
  expect((await standings()).find(({ number }) => number === order.destination.caller)).toMatchObject({
    dials: 1,
    answered: 1,
    rest: null,
  });
  await database.withTenant(bench.tenantId, async (db) => {
    for (let dial = 0; dial < 300; dial++) {
      const at = { atMs: bench.clock.now() };
      await noteDial(db, { number: pool[0], answered: dial % 20 === 0, ...at });
      await noteDial(db, { number: pool[1], answered: dial % 3 === 0, ...at });
    }
  });
  expect((await standings()).map(({ rest }) => rest?.kind ?? null)).toEqual(['seldom-answered', null]);
  await bench.start(some(4), { maxConcurrency: 4 });
  await bench.step(bench.dialer());
  expect(new Set(callersOf(bench.book.takeOrders()))).toEqual(new Set([pool[1]]));
  bench.clock.tick(28 * 86_400_000);
  expect((await standings()).map(({ rest }) => rest)).toEqual([null, null]);
});

it('a number carries so many calls, and begins so many a second, over all campaigns', async () => {
  const perNumber = { maxConcurrency: 2 };
  await bench.start(some(5), { perNumber });
  await bench.start(some(5), { perNumber });
  const dialer = bench.dialer();
  const placed = async () => {
    bench.clock.tick(2_000);
    return (await bench.step(dialer)).filter((dialed) => dialed === 'placed').length;
  };
  expect([await placed(), await placed()]).toEqual([4, 0]);
  const [ended, ...others] = bench.book.takeOrders() as [CallOrder, ...CallOrder[]];
  await bench.end(ended, 'completed');
  expect(await placed()).toBe(1);
  expect(callersOf(bench.book.takeOrders())).toEqual([ended.destination.caller]);
  expect(others).toHaveLength(3);
});

it('a number begins no more calls a second than it may', async () => {
  await bench.start(some(9), { perNumber: { callsPerSecond: 0.5 } });
  const dialer = bench.dialer();
  expect(await bench.step(dialer)).toHaveLength(2);
  bench.clock.tick(1_000);
  expect(await bench.step(dialer)).toHaveLength(0);
  bench.clock.tick(1_000);
  expect(await bench.step(dialer)).toHaveLength(2);
});

it('a pool without one number of the trunk is refused when it is saved', async () => {
  const settings = bench.settings(await bench.list(...some(1)), { callerNumbers: ['+861012345678'] });
  await expect(createCampaign(bench.tools, bench.tenantId, settings)).rejects.toThrow(
    "campaign '春季', callerNumbers: trunk 'main' owns none of +861012345678; name some of +861088886666, +861088886667",
  );
});
