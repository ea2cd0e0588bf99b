import { sql } from 'kysely';
import { z } from 'zod';
import type { CallId, LeadId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';

export interface NewSms {
  readonly messageId: string;
  readonly key: string;
  readonly callId: CallId;
  readonly leadId: LeadId | null;
  readonly toPhone: string;
  readonly text: string;
}

export interface SmsMessage {
  readonly messageId: string;
  readonly callId: string;
  readonly toPhone: string;
  readonly text: string;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly provider: string | null;
  readonly failure: string | null;
}

const settingName = 'sms-templates';
const templatesSchema = z.record(z.string(), z.string());

export async function insertSms(db: TenantTransaction, sms: NewSms): Promise<void> {
  await db
    .insertInto('sms_messages')
    .values({
      id: sms.messageId,
      key: sms.key,
      call_id: sms.callId,
      lead_id: sms.leadId,
      to_phone: sms.toPhone,
      text: sms.text,
    })
    .execute();
}

/** The message, locked until the transaction ends. */
export async function lockSms(db: TenantTransaction, messageId: string): Promise<SmsMessage | null> {
  const row = await db
    .selectFrom('sms_messages')
    .selectAll()
    .where('id', '=', messageId)
    .forUpdate()
    .executeTakeFirst();
  return row ? smsFrom(row) : null;
}

export async function updateSms(
  db: TenantTransaction,
  messageId: string,
  sent: { readonly provider: string; readonly failure: string | null },
): Promise<void> {
  await db
    .updateTable('sms_messages')
    .set({ ...sent, state: sent.failure === null ? 'sent' : 'failed', sent_at: sql`now()` })
    .where('id', '=', messageId)
    .execute();
}

/** The messages of a call, oldest first. */
export async function selectSmsOfCall(db: TenantTransaction, callId: CallId): Promise<SmsMessage[]> {
  const rows = await db
    .selectFrom('sms_messages')
    .selectAll()
    .where('call_id', '=', callId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(smsFrom);
}

/** A tenant's own texts by template name; they stand before the built-in ones. */
export async function selectTemplates(db: TenantTransaction): Promise<Readonly<Record<string, string>>> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', settingName).executeTakeFirst();
  return row ? templatesSchema.parse(row.value) : {};
}

export async function upsertTemplates(
  db: TenantTransaction,
  templates: Readonly<Record<string, string>>,
): Promise<void> {
  const value = JSON.stringify(templates);
  await db
    .insertInto('settings')
    .values({ name: settingName, value })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet({ value, changed_at: sql`now()` }))
    .execute();
}

function smsFrom(row: {
  readonly id: string;
  readonly call_id: string;
  readonly to_phone: string;
  readonly text: string;
  readonly state: string;
  readonly provider: string | null;
  readonly failure: string | null;
}): SmsMessage {
  return {
    messageId: row.id,
    callId: row.call_id,
    toPhone: row.to_phone,
    text: row.text,
    state: row.state as SmsMessage['state'],
    provider: row.provider,
    failure: row.failure,
  };
}
