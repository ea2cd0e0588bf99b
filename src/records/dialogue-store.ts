import { callRecordSchema, type CallRecord } from '../contract/call-record.ts';
import { callIdSchema, type CallId } from '../contract/ids.ts';
import { keptDialogueSchema, type KeptDialogue } from '../contract/kept-dialogue.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** A dialogue of a call, as it went. */
export interface DialogueOfCall {
  readonly callId: CallId;
  readonly dialogue: KeptDialogue;
}

export interface DialogueFilter {
  readonly scriptId: string;
  /** Those of this version alone. */
  readonly version?: number | undefined;
  /** Those of these calls alone. */
  readonly callIds?: readonly string[] | undefined;
  readonly limit: number;
}

/** The calls that have a dialogue, whole, by their ids from behind `after`; of one script where one is named. */
export async function selectHeld(
  db: TenantTransaction,
  filter: { readonly after: string; readonly limit: number; readonly scriptId?: string | undefined },
): Promise<{ readonly record: CallRecord; readonly dialogue: KeptDialogue }[]> {
  let query = held(db).where('call_dialogues.call_id', '>', filter.after);
  if (filter.scriptId !== undefined) query = query.where('call_dialogues.script_id', '=', filter.scriptId);
  return (await query.orderBy('call_dialogues.call_id').limit(filter.limit).execute()).map(parsed);
}

/** One call with its dialogue; null where it had none. */
export async function selectHeldCall(
  db: TenantTransaction,
  callId: CallId,
): Promise<{ readonly record: CallRecord; readonly dialogue: KeptDialogue } | null> {
  const row = await held(db).where('call_dialogues.call_id', '=', callId).executeTakeFirst();
  return row === undefined ? null : parsed(row);
}

function held(db: TenantTransaction) {
  return db
    .selectFrom('call_dialogues')
    .innerJoin('calls', (join) =>
      join.onRef('calls.id', '=', 'call_dialogues.call_id').onRef('calls.tenant_id', '=', 'call_dialogues.tenant_id'),
    )
    .select(['calls.record', 'call_dialogues.dialogue']);
}

function parsed({ record, dialogue }: { readonly record: unknown; readonly dialogue: unknown }) {
  return { record: callRecordSchema.parse(record), dialogue: keptDialogueSchema.parse(dialogue) };
}

export async function insertDialogue(db: TenantTransaction, { callId, dialogue }: CallRecord): Promise<void> {
  if (dialogue === undefined) return;
  const { scriptId, scriptVersion } = dialogue.opening;
  await db
    .insertInto('call_dialogues')
    .values({ call_id: callId, script_id: scriptId, script_version: scriptVersion, dialogue: JSON.stringify(dialogue) })
    .execute();
}

/** Dialogues that fit, those of the newest calls first. */
export async function selectDialogues(db: TenantTransaction, filter: DialogueFilter): Promise<DialogueOfCall[]> {
  if (filter.callIds?.length === 0) return [];
  let query = db
    .selectFrom('call_dialogues')
    .innerJoin('calls', (join) =>
      join.onRef('calls.id', '=', 'call_dialogues.call_id').onRef('calls.tenant_id', '=', 'call_dialogues.tenant_id'),
    )
    .select(['call_dialogues.call_id', 'call_dialogues.dialogue'])
    .where('call_dialogues.script_id', '=', filter.scriptId);
  if (filter.version !== undefined) query = query.where('call_dialogues.script_version', '=', filter.version);
  if (filter.callIds !== undefined) query = query.where('call_dialogues.call_id', 'in', [...filter.callIds]);
  const rows = await query
    .orderBy('calls.started_at', 'desc')
    .orderBy('calls.id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({
    callId: callIdSchema.parse(row.call_id),
    dialogue: keptDialogueSchema.parse(row.dialogue),
  }));
}
