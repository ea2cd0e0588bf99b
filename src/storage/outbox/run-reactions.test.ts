import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { testDatabase } from '../testing/test-database.ts';
import { appendFact } from './append-fact.ts';
import type { Fact } from './fact.ts';
import { reactOnce } from './react-once.ts';
import type { Reaction } from './reaction.ts';
import { runReactions } from './run-reactions.ts';

const options = { clock: systemClock, logger: silentLogger };

/** Notes the subject of each fact in the tenant's settings: twice means twice. */
const noting = (name: string, on: Fact['kind'], before: (fact: Fact) => void = () => undefined): Reaction => ({
  name,
  on,
  async react(fact, database) {
    before(fact);
    await database.withTenant(fact.tenantId, (db) =>
      db
        .insertInto('settings')
        .values({ name: `${name}/${fact.subjectId}`, value: '{}' })
        .execute(),
    );
  },
});

const namesOf = (rows: { name: string }[]): string[] => rows.map(({ name }) => name);

test('each fact reaches each reaction of its kind, in its tenant', async () => {
  await using database = await testDatabase();
  const [spring, autumn] = [await database.newTenant(), await database.newTenant()];
  const running = await runReactions(
    database,
    [noting('count', 'call-ended'), noting('grade', 'call-ended'), noting('ship', 'order-created')],
    options,
  );
  await database.withTenant(spring, async (db) => {
    await appendFact(db, { kind: 'call-ended', id: 'n1-call' });
    await appendFact(db, { kind: 'order-created', id: 'order' });
  });
  await database.withTenant(autumn, (db) => appendFact(db, { kind: 'lead-graded', id: 'nobody-listens' }));
  await running.drained();
  const all = (db: Parameters<Parameters<typeof database.withTenant>[1]>[0]) =>
    db.selectFrom('settings').select('name').orderBy('name').execute();
  expect(namesOf(await database.withTenant(spring, all))).toEqual(['count/n1-call', 'grade/n1-call', 'ship/order']);
  expect(await database.withTenant(autumn, all)).toEqual([]);
  expect(await database.admin.selectFrom('outbox').selectAll().execute()).toEqual([]);
  await running.close();
});

test('a fact of a transaction that was rolled back is never heard of', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  await expect(
    database.withTenant(tenant, async (db) => {
      await appendFact(db, { kind: 'call-ended', id: 'gone' });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await database.admin.selectFrom('outbox').selectAll().execute()).toEqual([]);
});

test('a telephone number is refused as the id of a fact', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  await expect(
    database.withTenant(tenant, (db) => appendFact(db, { kind: 'call-ended', id: '+8613800138000' })),
  ).rejects.toMatchObject({ code: '23514' });
});

test('facts written while nobody ran reactions are dealt with later', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  await database.withTenant(tenant, (db) => appendFact(db, { kind: 'call-ended', id: 'early' }));
  const running = await runReactions(database, [noting('count', 'call-ended')], options);
  await running.drained();
  await running.close();
  expect(namesOf(await database.admin.selectFrom('settings').select('name').execute())).toEqual(['count/early']);
});

test('a reaction that fails is tried again, the others of the fact go on, and its work counts once', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  let attempts = 0;
  const flaky = noting('flaky', 'call-ended', () => {
    if (++attempts === 1) throw new Error('not today');
  });
  const running = await runReactions(database, [flaky, noting('count', 'call-ended')], options);
  await database.withTenant(tenant, (db) => appendFact(db, { kind: 'call-ended', id: 'c' }));
  await running.drained();
  const names = () => database.admin.selectFrom('settings').select('name').orderBy('name').execute().then(namesOf);
  expect(await names()).toEqual(['count/c']);
  await sql`update waihu_jobs._private_jobs set run_at = now()`.execute(database.admin);
  await running.drained();
  expect(await names()).toEqual(['count/c', 'flaky/c']);
  expect(attempts).toBe(2);
  await running.close();
});

test('a fact delivered twice at the same moment counts once', async () => {
  await using database = await testDatabase();
  const tenantId = await database.newTenant();
  const fact: Fact = {
    factId: '00000000-0000-4000-8000-000000000001',
    kind: 'call-ended',
    tenantId,
    subjectId: 'c',
  };
  let started = 0;
  const reaction = noting('count', 'call-ended', () => started++);
  await Promise.all([reactOnce(reaction, fact, database), reactOnce(reaction, fact, database)]);
  await reactOnce(reaction, fact, database);
  expect(started).toBe(3);
  expect(namesOf(await database.admin.selectFrom('settings').select('name').execute())).toEqual(['count/c']);
});

test('a reaction that writes nothing is marked as done all the same', async () => {
  await using database = await testDatabase();
  const tenantId = await database.newTenant();
  const fact: Fact = { factId: '00000000-0000-4000-8000-000000000002', kind: 'call-ended', tenantId, subjectId: 'c' };
  await reactOnce({ name: 'look', on: 'call-ended', react: async () => undefined }, fact, database);
  expect(await database.admin.selectFrom('reactions_done').select(['reaction', 'fact_id']).execute()).toEqual([
    { reaction: 'look', fact_id: fact.factId },
  ]);
});

test('a job that a killed program had begun is taken over', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  const first = await runReactions(database, [], options);
  await first.close();
  const stuck = JSON.stringify({
    factId: '00000000-0000-4000-8000-000000000003',
    kind: 'call-ended',
    tenantId: tenant,
    subjectId: 'stuck',
  });
  await sql`select waihu_jobs.add_job('react:count', ${stuck}::json)`.execute(database.admin);
  await sql`update waihu_jobs._private_jobs set locked_at = now(), locked_by = 'pool-of-the-dead', attempts = 1`.execute(
    database.admin,
  );
  const running = await runReactions(database, [noting('count', 'call-ended')], options);
  await running.drained();
  await running.close();
  expect(namesOf(await database.admin.selectFrom('settings').select('name').execute())).toEqual(['count/stuck']);
});
