import { sql } from 'kysely';
import type { AnsweredBy } from '../contract/call-outcome.ts';
import type { CampaignLeadState } from '../contract/campaign-settings.ts';
import type { CampaignId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';

type Counts<Key extends string> = Partial<Record<Key, number>>;

const ofCampaign = (campaignId: CampaignId | null, column = 'campaign_id') =>
  campaignId === null ? sql`${sql.ref(column)} is not null` : sql`${sql.ref(column)} = ${campaignId}`;

async function counted<Key extends string>(
  db: TenantTransaction,
  query: ReturnType<typeof sql<{ key: Key; count: number }>>,
): Promise<Counts<Key>> {
  const { rows } = await query.execute(db);
  return Object.fromEntries(rows.map(({ key, count }) => [key, count])) as Counts<Key>;
}

/** People of a campaign, or of all, by where they stand. */
export function countLeadStates(
  db: TenantTransaction,
  campaignId: CampaignId | null,
): Promise<Counts<CampaignLeadState>> {
  return counted(
    db,
    sql`select state as key, count(*) as count from campaign_leads where ${ofCampaign(campaignId)} group by state`,
  );
}

/** Calls by what picked up. */
export function countAnsweredBy(db: TenantTransaction, campaignId: CampaignId | null): Promise<Counts<AnsweredBy>> {
  return counted(
    db,
    sql`select answered_by as key, count(*) as count from calls
      where ${ofCampaign(campaignId)} and answered_by is not null group by answered_by order by count desc`,
  );
}

/** Of what could be typed freely, the most frequent. */
const mostValuesOfAnswer = 20;

/** What people pressed in flows, and what the flows made of it: calls by menu or variable and its value. Talks of robots are none. */
export async function countAnswers(
  db: TenantTransaction,
  campaignId: CampaignId | null,
): Promise<Record<string, { readonly value: string; readonly calls: number }[]>> {
  const { rows } = await sql<{ question: string; value: string; calls: number }>`
    select question, value, calls from (
      select slot.key as question, slot.value as value, count(*) as calls,
          row_number() over (partition by slot.key order by count(*) desc, slot.value) as place
        from calls, jsonb_each_text(record -> 'slots') as slot
        where ${ofCampaign(campaignId)} and script_id is null
        group by slot.key, slot.value
    ) as answers where place <= ${mostValuesOfAnswer} order by question, place`.execute(db);
  const answers: Record<string, { readonly value: string; readonly calls: number }[]> = {};
  for (const { question, value, calls } of rows) (answers[question] ??= []).push({ value, calls });
  return answers;
}

/** People whom a rule refused at least once; the gate's rules and those by which a campaign sets somebody aside. */
export function countRefused(db: TenantTransaction, campaignId: CampaignId | null): Promise<Counts<string>> {
  return counted(
    db,
    sql`select rule as key, count(*) as count from (
        select campaign_id, lead_id, rule_id as rule from gate_verdicts where not allowed and ${ofCampaign(campaignId)}
        union
        select campaign_id, lead_id, refused_by from campaign_leads where state = 'refused' and ${ofCampaign(campaignId)}
      ) as refused group by rule order by count desc, rule`,
  );
}
