import type { Database } from '../database.ts';
import type { TenantTransaction } from '../tables.ts';
import type { Fact } from './fact.ts';
import type { Reaction } from './reaction.ts';

/** The reaction has dealt with this fact before: its transaction is rolled back, having done nothing. */
class DoneBefore extends Error {}

/** Writes the mark; false where it stood already. Waits for another transaction that is about to write the same one. */
async function mark(db: TenantTransaction, reaction: Reaction, fact: Fact): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('reactions_done')
    .values({ reaction: reaction.name, fact_id: fact.factId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Lets `reaction` deal with `fact` unless it has; its first transaction carries the mark that says so. */
export async function reactOnce(reaction: Reaction, fact: Fact, database: Database): Promise<void> {
  let marked = false;
  const markedDatabase: Database = {
    ...database,
    async withTenant(tenantId, work) {
      if (marked || tenantId !== fact.tenantId) return database.withTenant(tenantId, work);
      const result = await database.withTenant(tenantId, async (db) => {
        if (!(await mark(db, reaction, fact))) throw new DoneBefore();
        return work(db);
      });
      marked = true;
      return result;
    },
  };
  try {
    await reaction.react(fact, markedDatabase);
    if (!marked) await markedDatabase.withTenant(fact.tenantId, async () => undefined);
  } catch (error) {
    if (!(error instanceof DoneBefore)) throw error;
  }
}
