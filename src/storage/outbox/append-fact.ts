import type { TenantTransaction } from '../tables.ts';
import type { FactKind } from './fact.ts';

/**
 * Writes a fact of the transaction's tenant: it becomes known if and only if the transaction commits.
 * `id` is the id of what it is about; a telephone number is refused by the table.
 */
export async function appendFact(
  db: TenantTransaction,
  fact: { readonly kind: FactKind; readonly id: string },
): Promise<void> {
  await db.insertInto('outbox').values({ kind: fact.kind, subject_id: fact.id }).execute();
}
