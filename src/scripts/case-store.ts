import type { TenantTransaction } from '../storage/index.ts';

/** The file of cases that is kept with a script: what it is called and what it says. */
export interface KeptCases {
  readonly file: string;
  readonly text: string;
}

export async function upsertCases(
  db: TenantTransaction,
  scriptId: string,
  { file, text }: KeptCases,
  atMs: number,
): Promise<void> {
  const values = { file, text, saved_at: new Date(atMs) };
  await db
    .insertInto('script_cases')
    .values({ script_id: scriptId, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'script_id']).doUpdateSet(values))
    .execute();
}

export async function selectCases(db: TenantTransaction, scriptId: string): Promise<KeptCases | null> {
  const row = await db
    .selectFrom('script_cases')
    .select(['file', 'text'])
    .where('script_id', '=', scriptId)
    .executeTakeFirst();
  return row ?? null;
}
