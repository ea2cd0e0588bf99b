import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CallOrder } from '../contract/call-order.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { ringBackOf } from './ring-back.ts';
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
  phone = `+8613755550${String(++people).padStart(3, '0')}`;
});

let people = 0;
let phone = '';
async function call(): Promise<CallOrder> {
  await bench.start([phone], { callerNumbers: ['+861088886666'] });
  await bench.step(bench.dialer());
  const [order] = bench.book.takeOrders();
  if (order === undefined) throw new Error('nobody was dialed');
  return order;
}
const rings = (caller: string): ReturnType<typeof ringBackOf> =>
  ringBackOf(bench.tools, bench.tenantId, { caller, called: '+861088886666' });

it('finds the script of the campaign that called, and what it knows of the person', async () => {
  await bench.sent(await call());
  const found = await rings(phone);
  expect(found).toMatchObject({ version: 3, variables: { name: 'P0', city: '北京' } });
  expect(found?.script).toEqual((await bench.scripts.published()).document);
});

it('finds nothing for a call that never left, for somebody else, for another tenant or after a month', async () => {
  const order = await call();
  expect(await rings(phone)).toBeNull();
  await bench.sent(order);
  expect(await rings('+8613755551000')).toBeNull();
  const elsewhere = { caller: phone, called: '+861088886666' };
  expect(await ringBackOf(bench.tools, await database.newTenant(), elsewhere)).toBeNull();
  const later = { ...bench.tools, clock: { ...bench.tools.clock, now: () => bench.clock.now() + 31 * 24 * 3_600_000 } };
  expect(await ringBackOf(later, bench.tenantId, elsewhere)).toBeNull();
});
