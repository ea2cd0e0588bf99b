import { sql } from 'kysely';
import { leadGradeSchema } from '../contract/call-outcome.ts';
import { leadIdSchema, listIdSchema, type LeadId, type ListId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { ContactList, Lead, LeadStatus } from './lead.ts';

/** Makes a list; false where the tenant has one of that name. */
export async function insertList(db: TenantTransaction, listId: ListId, name: string): Promise<boolean> {
  const made = await db
    .insertInto('contact_lists')
    .values({ id: listId, name })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

/** All lists, newest first. */
export async function selectLists(db: TenantTransaction): Promise<ContactList[]> {
  const rows = await listsQuery(db).orderBy('created_at', 'desc').orderBy('name').execute();
  return rows.map(listFrom);
}

export async function selectList(db: TenantTransaction, listId: ListId): Promise<ContactList | null> {
  const row = await listsQuery(db).where('id', '=', listId).executeTakeFirst();
  return row ? listFrom(row) : null;
}

export async function selectListNamed(db: TenantTransaction, name: string): Promise<ContactList | null> {
  const row = await listsQuery(db).where('name', '=', name).executeTakeFirst();
  return row ? listFrom(row) : null;
}

/** Removes a list with its leads and the reports of its imports; false where there is none. */
export async function deleteList(db: TenantTransaction, listId: ListId): Promise<boolean> {
  await db.deleteFrom('leads').where('list_id', '=', listId).execute();
  const { numDeletedRows } = await db.deleteFrom('contact_lists').where('id', '=', listId).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The people of a list in the order of their ids, `limit` at a time, those after `after`. */
export async function selectLeadsOfList(
  db: TenantTransaction,
  listId: ListId,
  page: { readonly after?: LeadId | undefined; readonly limit: number },
): Promise<Lead[]> {
  let query = db.selectFrom('leads').select(leadColumns).where('list_id', '=', listId);
  if (page.after !== undefined) query = query.where('id', '>', page.after);
  return (await query.orderBy('id').limit(page.limit).execute()).map(leadFrom);
}

/** Those of the leads that exist, by id. */
export async function selectLeads(db: TenantTransaction, leadIds: readonly LeadId[]): Promise<Map<LeadId, Lead>> {
  const rows = await db
    .selectFrom('leads')
    .select(leadColumns)
    .where('id', '=', sql<string>`any(${leadIds}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [leadIdSchema.parse(row.id), leadFrom(row)]));
}

/** The lead, locked until the transaction ends. */
export async function lockLead(db: TenantTransaction, leadId: LeadId): Promise<Lead | null> {
  const row = await db.selectFrom('leads').select(leadColumns).where('id', '=', leadId).forUpdate().executeTakeFirst();
  return row ? leadFrom(row) : null;
}

export async function updateStanding(
  db: TenantTransaction,
  leadId: LeadId,
  { status, grade }: Pick<Lead, 'status' | 'grade'>,
): Promise<void> {
  await db
    .updateTable('leads')
    .set({ status, grade, changed_at: sql`now()` })
    .where('id', '=', leadId)
    .execute();
}

/** Every attribute name that occurs in a list. */
export async function selectAttributeNames(db: TenantTransaction, listId: ListId): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct jsonb_object_keys(attributes) as name from leads where list_id = ${listId} order by name
  `.execute(db);
  return rows.map(({ name }) => name);
}

const leadColumns = ['id', 'list_id', 'phone_e164', 'name', 'attributes', 'status', 'grade'] as const;

interface LeadColumns {
  readonly id: string;
  readonly list_id: string;
  readonly phone_e164: string;
  readonly name: string | null;
  readonly attributes: Record<string, string>;
  readonly status: string;
  readonly grade: string | null;
}

function leadFrom(row: LeadColumns): Lead {
  return {
    leadId: leadIdSchema.parse(row.id),
    listId: listIdSchema.parse(row.list_id),
    phone: row.phone_e164,
    name: row.name,
    attributes: row.attributes,
    status: row.status as LeadStatus,
    grade: leadGradeSchema.nullable().parse(row.grade),
  };
}

function listsQuery(db: TenantTransaction) {
  return db.selectFrom('contact_lists').select((eb) => [
    'id',
    'name',
    'created_at',
    eb
      .selectFrom('leads')
      .whereRef('leads.list_id', '=', 'contact_lists.id')
      .whereRef('leads.tenant_id', '=', 'contact_lists.tenant_id')
      .select((inner) => inner.fn.countAll<string>().as('count'))
      .as('lead_count'),
  ]);
}

function listFrom(row: { id: string; name: string; created_at: Date; lead_count: string | null }): ContactList {
  return {
    listId: listIdSchema.parse(row.id),
    name: row.name,
    createdAtMs: row.created_at.getTime(),
    leadCount: Number(row.lead_count ?? 0),
  };
}
