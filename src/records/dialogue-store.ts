import type { CallRecord } from '../contract/call-record.ts';
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
