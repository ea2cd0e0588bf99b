import { sql } from 'kysely';
import { speechSettingsSchema, usualSpeechSettings, type SpeechSettings } from '../contract/speech-settings.ts';
import type { TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** Tells every node that a tenant's speech settings changed; the payload is the tenant's id. */
export const speechChannel = 'waihu_speech';
const settingName = 'speech';

/** The tenant's own, or the usual ones where it set none. */
export async function selectSpeechSettings(db: TenantTransaction): Promise<SpeechSettings> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', settingName).executeTakeFirst();
  return row ? speechSettingsSchema.parse(row.value) : usualSpeechSettings;
}

export async function upsertSpeechSettings(
  db: TenantTransaction,
  tenantId: TenantId,
  settings: SpeechSettings,
): Promise<void> {
  const value = JSON.stringify(settings);
  await db
    .insertInto('settings')
    .values({ name: settingName, value })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet({ value, changed_at: sql`now()` }))
    .execute();
  await sql`select pg_notify(${speechChannel}, ${tenantId})`.execute(db);
}
