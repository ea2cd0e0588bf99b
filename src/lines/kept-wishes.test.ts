import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { keepWish, keptWishes } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

it('what an extension wants is kept, the newest alone, and is no other tenant’s', async () => {
  const [tenantId, other] = [await database.newTenant(), await database.newTenant()];
  await keepWish(database, tenantId, { extension: '8001', forwardTo: '8002', doNotDisturb: null });
  await keepWish(database, tenantId, { extension: '8003', forwardTo: null, doNotDisturb: true });
  await keepWish(database, tenantId, { extension: '8001', forwardTo: null, doNotDisturb: false });
  const kept = await keptWishes(database, tenantId);
  expect(kept.toSorted((one, two) => one.extension.localeCompare(two.extension))).toEqual([
    { extension: '8001', forwardTo: null, doNotDisturb: false },
    { extension: '8003', forwardTo: null, doNotDisturb: true },
  ]);
  expect(await keptWishes(database, other)).toEqual([]);
});
