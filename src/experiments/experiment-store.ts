import { sql } from 'kysely';
import type { CallId, LeadId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { Known } from './allocate.ts';
import type { ExperimentName } from './experiment-status.ts';

/** Who was given a variant longer ago than this and was not counted did not answer: he is under way no more. */
const underWayMs = 3_600_000;

/** The variant a person met before; null where he has met none. */
export async function selectVariant(
  db: TenantTransaction,
  { scope, of, experiment }: ExperimentName,
  person: LeadId,
): Promise<string | null> {
  const row = await db
    .selectFrom('experiment_people')
    .select('variant')
    .where('scope', '=', scope)
    .where('scope_id', '=', of)
    .where('experiment', '=', experiment)
    .where('person', '=', person)
    .executeTakeFirst();
  return row?.variant ?? null;
}

/** Notes what a person meets, where nobody has noted another meanwhile; what stands then. */
export async function insertVariant(
  db: TenantTransaction,
  name: ExperimentName,
  met: { readonly person: LeadId; readonly variant: string; readonly atMs: number },
): Promise<string> {
  const { scope, of, experiment } = name;
  const { person, variant, atMs } = met;
  await db
    .insertInto('experiment_people')
    .values({ scope, scope_id: of, experiment, person, variant, met_at: new Date(atMs) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'scope', 'scope_id', 'experiment', 'person']).doNothing())
    .execute();
  return (await selectVariant(db, name, person)) ?? variant;
}

/** What one call of a person came to. */
interface Judged {
  readonly person: LeadId;
  readonly variant: string;
  readonly callId: CallId;
  readonly endedAtMs: number;
  readonly success: boolean;
}

/** Counts the first call of a person that says something; a later one changes nothing, whatever order they come in. */
export async function countCall(
  db: TenantTransaction,
  { scope, of, experiment }: ExperimentName,
  { person, variant, callId, endedAtMs, success }: Judged,
): Promise<void> {
  const counted = { variant, call_id: callId, counted_at: new Date(endedAtMs), success };
  await db
    .insertInto('experiment_people')
    .values({ scope, scope_id: of, experiment, person, met_at: new Date(endedAtMs), ...counted })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'scope', 'scope_id', 'experiment', 'person'])
        .doUpdateSet(counted)
        .where((e) =>
          e.or([
            e('experiment_people.call_id', 'is', null),
            e(
              sql`(experiment_people.counted_at, experiment_people.call_id)`,
              '>',
              sql`(${new Date(endedAtMs)}::timestamptz, ${callId}::text)`,
            ),
          ]),
        ),
    )
    .execute();
}

/** What is known of an experiment. */
export async function selectKnown(
  db: TenantTransaction,
  { scope, of, experiment }: ExperimentName,
  nowMs: number,
): Promise<Known> {
  const rows = await db
    .selectFrom('experiment_people')
    .select(({ fn }) => [
      'variant',
      fn.count<string>('call_id').as('people'),
      sql<string>`count(*) filter (where success)`.as('successes'),
      sql<string>`count(*) filter (where call_id is null and met_at > ${new Date(nowMs - underWayMs)})`.as('under_way'),
    ])
    .where('scope', '=', scope)
    .where('scope_id', '=', of)
    .where('experiment', '=', experiment)
    .groupBy('variant')
    .execute();
  return {
    tallies: Object.fromEntries(
      rows.map(({ variant, people, successes }) => [variant, { people: Number(people), successes: Number(successes) }]),
    ),
    underWay: rows.reduce((sum, row) => sum + Number(row.under_way), 0),
  };
}

/** Forgets what was counted; what people met stays. */
export async function forgetCounts(db: TenantTransaction): Promise<void> {
  await db.updateTable('experiment_people').set({ call_id: null, counted_at: null, success: null }).execute();
}
