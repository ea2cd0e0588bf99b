import type { LeadId, ListId, TenantId } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import { appendFact, type Database, type TenantTransaction } from '../storage/index.ts';
import { listNotFound } from './import-leads.ts';
import { leadAfterCall, type CallOfLead, type ContactList, type Lead } from './lead.ts';
import {
  deleteList,
  insertList,
  lockLead,
  selectLeadsOfList,
  selectList,
  selectListNamed,
  selectLists,
  updateStanding,
} from './lead-store.ts';

/** Makes an empty list; refused with `list-name-taken` where the tenant has one of that name. */
export async function createList(
  database: Database,
  tenantId: TenantId,
  list: { readonly listId: ListId; readonly name: string },
): Promise<void> {
  const made = await database.withTenant(tenantId, (db) => insertList(db, list.listId, list.name));
  if (!made) throw new CodedError('list-name-taken', `there is a list '${list.name}' already`, { name: list.name });
}

/** All lists of a tenant with the number of people in each, newest first. */
export function listLists(database: Database, tenantId: TenantId): Promise<ContactList[]> {
  return database.withTenant(tenantId, selectLists);
}

/** One list by id or by name; rejects with `list-not-found`. */
export async function getList(
  database: Database,
  tenantId: TenantId,
  by: { readonly listId: ListId } | { readonly name: string },
): Promise<ContactList> {
  const list = await database.withTenant(tenantId, (db) =>
    'listId' in by ? selectList(db, by.listId) : selectListNamed(db, by.name),
  );
  if (list) return list;
  if ('listId' in by) throw listNotFound(by.listId);
  throw new CodedError('list-not-found', `there is no list '${by.name}' of this tenant`, { name: by.name });
}

/** Removes a list with its people; what happened in their calls stays. */
export async function removeList(database: Database, tenantId: TenantId, listId: ListId): Promise<void> {
  if (!(await database.withTenant(tenantId, (db) => deleteList(db, listId)))) throw listNotFound(listId);
}

/** The people of a list, some at a time; ask again with the last one's id. */
export function leadsOfList(
  database: Database,
  tenantId: TenantId,
  listId: ListId,
  page: { readonly after?: LeadId; readonly limit: number },
): Promise<Lead[]> {
  return database.withTenant(tenantId, (db) => selectLeadsOfList(db, listId, page));
}

/** Notes what a call says about its lead, in the transaction of whoever keeps the call. A lead that is gone is no error. */
export async function noteCallOfLead(db: TenantTransaction, leadId: LeadId, call: CallOfLead): Promise<void> {
  const lead = await lockLead(db, leadId);
  if (!lead) return;
  const after = leadAfterCall(lead, call);
  if (after.status === lead.status && after.grade === lead.grade) return;
  await updateStanding(db, leadId, after);
  if (after.grade !== lead.grade) await appendFact(db, { kind: 'lead-graded', id: leadId });
}
