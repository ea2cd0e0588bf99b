import { tenantIdSchema, type TenantId } from '../contract/ids.ts';
import { usualSpeechSettings, type SpeechSettings } from '../contract/speech-settings.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Database } from '../storage/index.ts';
import { selectSpeechSettings, speechChannel, upsertSpeechSettings } from './speech-settings-store.ts';

/** How the calls of all tenants hear and speak, kept in memory for calls, which never wait for a database. */
export interface SpeechOfTenants extends AsyncDisposable {
  /** From memory: as they were when some node last changed them; the usual ones where nobody did. */
  of(tenantId: TenantId): SpeechSettings;
  /** For calls that begin from now on, on every node. What is named is for the caller to have checked. */
  set(tenantId: TenantId, settings: SpeechSettings): Promise<void>;
}

/** Reads the settings of `tenants`, and again those of whom some node changes. */
export async function openSpeechSettings(
  database: Database,
  tenants: readonly TenantId[],
  logger: Logger,
): Promise<SpeechOfTenants> {
  const known = new Map<TenantId, SpeechSettings>();
  const read = async (tenantId: TenantId): Promise<void> => {
    known.set(tenantId, await database.withTenant(tenantId, (db) => selectSpeechSettings(db)));
  };
  /** An empty payload means that some notices may have been missed. */
  const readAgain = async (payload: string): Promise<void> => {
    for (const tenantId of payload === '' ? known.keys() : [tenantIdSchema.parse(payload)]) await read(tenantId);
  };
  const stop = await database.listen(speechChannel, (payload) => {
    readAgain(payload).catch((error: unknown) =>
      logger.warn({ error: messageOf(error) }, 'speech settings could not be read again; calls go on with the last'),
    );
  });
  for (const tenantId of tenants) await read(tenantId);
  return {
    of: (tenantId) => known.get(tenantId) ?? usualSpeechSettings,
    async set(tenantId, settings) {
      await database.withTenant(tenantId, (db) => upsertSpeechSettings(db, tenantId, settings));
      known.set(tenantId, settings);
    },
    [Symbol.asyncDispose]: stop,
  };
}
