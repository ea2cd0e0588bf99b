import type { TenantId } from '../contract/ids.ts';
import { voicemailIdSchema, type LeftMessage, type VoicemailId, type VoicemailMark } from '../contract/voicemail.ts';
import { CodedError } from '../foundation/errors.ts';
import type { NewId } from '../foundation/ids.ts';
import { appendFact, type Database } from '../storage/index.ts';
import {
  countVoicemails,
  insertVoicemail,
  selectVoicemail,
  selectVoicemails,
  updateVoicemail,
  type BoxCount,
  type StoredVoicemail,
  type VoicemailCursor,
  type VoicemailFilter,
} from './voicemail-store.ts';

/** Puts a message into its box, once a key; may be called again with the same message, as after a crash. */
export async function keepVoicemail(
  { database, newId }: { readonly database: Database; readonly newId: NewId },
  message: LeftMessage,
): Promise<void> {
  const voicemailId = voicemailIdSchema.parse(newId());
  await database.withTenant(message.tenantId, async (db) => {
    if (await insertVoicemail(db, voicemailId, message))
      await appendFact(db, { kind: 'voicemail-left', id: voicemailId });
  });
}

const mostInABox = 100;

/** The messages of one box, newest first: as many as somebody can listen to. */
export function voicemailsOfBox(database: Database, tenantId: TenantId, box: string): Promise<StoredVoicemail[]> {
  return database.withTenant(tenantId, (db) => selectVoicemails(db, { box }, { after: null, limit: mostInABox }));
}

/** A page of messages, newest first. `cursor` is the `next` of the page before. */
export async function listVoicemails(
  database: Database,
  tenantId: TenantId,
  asked: { readonly filter: VoicemailFilter; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly voicemails: readonly StoredVoicemail[]; readonly next: string | null }> {
  const after = asked.cursor === undefined ? null : cursorFrom(asked.cursor);
  const found = await database.withTenant(tenantId, (db) =>
    selectVoicemails(db, asked.filter, { after, limit: asked.limit + 1 }),
  );
  const voicemails = found.slice(0, asked.limit);
  const last = voicemails.at(-1);
  return {
    voicemails,
    next: found.length > asked.limit && last ? `${last.leftAtMs}.${last.voicemailId}` : null,
  };
}

function cursorFrom(text: string): VoicemailCursor {
  const [, leftAt, id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  const voicemailId = voicemailIdSchema.safeParse(id);
  if (!voicemailId.success)
    throw new CodedError('bad-request', `cursor '${text}': wanted the 'next' of the page before`);
  return { leftAtMs: Number(leftAt), voicemailId: voicemailId.data };
}

/** How many messages stand in each of a tenant's boxes; empty boxes are left out. */
export function countBoxes(database: Database, tenantId: TenantId): Promise<BoxCount[]> {
  return database.withTenant(tenantId, (db) => countVoicemails(db, null));
}

export function findVoicemail(
  database: Database,
  tenantId: TenantId,
  voicemailId: VoicemailId,
): Promise<StoredVoicemail | null> {
  return database.withTenant(tenantId, (db) => selectVoicemail(db, voicemailId));
}

/**
 * Marks a message. Resolves to the name of its sound, which the caller removes where it was deleted, or to null where
 * there is no such message (in that box).
 */
export function markVoicemail(
  database: Database,
  tenantId: TenantId,
  asked: { readonly voicemailId: VoicemailId; readonly as: VoicemailMark; readonly box?: string },
): Promise<string | null> {
  return database.withTenant(tenantId, (db) => updateVoicemail(db, asked.voicemailId, asked.as, asked.box ?? null));
}
