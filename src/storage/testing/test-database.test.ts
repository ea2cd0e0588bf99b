import { expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';

test('a test database is there, with its tables, for this test alone', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant('spring');
  const name = await database.withTenant(tenant, (db) =>
    db.selectFrom('tenants').select('name').executeTakeFirstOrThrow(),
  );
  expect(name).toEqual({ name: 'spring' });
  expect(database.available()).toBe(true);
});
