import type { Pool } from 'pg';
import { jobSchema } from '../migrate.ts';
import type { Reaction } from './reaction.ts';

const batchSize = 500;
/** With graphile-worker's growing pauses the last attempt comes about three days after the first. */
const mostAttempts = 25;

export const taskOf = (reactionName: string): string => `react:${reactionName}`;

/** One statement: either a fact stands in the outbox, or a job for each of its reactions does. */
const relayBatch = `
  with taken as (
    delete from outbox
    where id in (select id from outbox order by id limit ${batchSize} for update skip locked)
    returning id, fact_id, kind, tenant_id, subject_id
  ), jobs as (
    select ${jobSchema}.add_jobs(array(
      select row(
        reaction.task,
        json_build_object('factId', fact_id, 'kind', kind, 'tenantId', tenant_id, 'subjectId', subject_id),
        null, null, ${mostAttempts}, null, null, null
      )::${jobSchema}.job_spec
      from taken join unnest($1::text[], $2::text[]) as reaction(task, kind) using (kind)
      order by taken.id
    ))
  )
  select (select count(*) from taken) as facts, (select count(*) from jobs) as jobs`;

/** Turns all facts of the outbox into jobs. Runs as the owner, since it sees those of all tenants. */
export async function relayFacts(owner: Pool, reactions: readonly Reaction[]): Promise<void> {
  const tasks = reactions.map(({ name }) => taskOf(name));
  const kinds = reactions.map(({ on }) => on);
  let facts = batchSize;
  while (facts >= batchSize) {
    const { rows } = await owner.query<{ facts: number }>(relayBatch, [tasks, kinds]);
    facts = rows[0]?.facts ?? 0;
  }
}

/** Whether anything is left to do now: facts to relay, jobs running or due. Jobs that wait to be tried again do not count. */
export async function hasWork(owner: Pool): Promise<boolean> {
  const { rows } = await owner.query<{ busy: boolean }>(`
    select exists (select from outbox) or exists (
      select from ${jobSchema}.jobs
      where task_identifier like 'react:%' and (locked_at is not null or (run_at <= now() and attempts < max_attempts))
    ) as busy`);
  return rows[0]?.busy ?? false;
}
