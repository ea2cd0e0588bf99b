import { gatheredSentenceSchema, type GatheredSentence, type MisunderstoodFilter } from '../contract/tuning.ts';
import type { TenantTransaction } from '../storage/index.ts';

export interface IgnoredSentence {
  readonly text: string;
  readonly by: string;
  readonly atMs: number;
}

/** Writes the sentences of a call in place of those that were there. */
export async function replaceSentences(
  db: TenantTransaction,
  callId: string,
  scriptId: string,
  sentences: readonly GatheredSentence[],
): Promise<void> {
  await db.deleteFrom('misunderstood_sentences').where('call_id', '=', callId).execute();
  if (sentences.length === 0) return;
  const rows = sentences.map((sentence) => ({
    call_id: callId,
    step: sentence.step,
    script_id: scriptId,
    script_version: sentence.scriptVersion,
    said_at: new Date(sentence.saidAtMs),
    flow: sentence.flow,
    node: sentence.node,
    question: sentence.question,
    text: sentence.text,
    why: sentence.why,
    readings: JSON.stringify(sentence.readings),
    from_sec: sentence.fromSec,
    to_sec: sentence.toSec,
  }));
  await db.insertInto('misunderstood_sentences').values(rows).execute();
}

/** Sentences of a script that nobody ignores, the newest first. */
export async function selectSentences(
  db: TenantTransaction,
  scriptId: string,
  { node, flow, why, version, limit }: MisunderstoodFilter,
): Promise<GatheredSentence[]> {
  let query = db
    .selectFrom('misunderstood_sentences as said')
    .selectAll()
    .where('said.script_id', '=', scriptId)
    .where((said) =>
      said.not(
        said.exists(
          said
            .selectFrom('ignored_sentences as ignored')
            .select('ignored.text')
            .whereRef('ignored.script_id', '=', 'said.script_id')
            .whereRef('ignored.text', '=', 'said.text'),
        ),
      ),
    );
  if (node !== undefined) query = query.where('said.node', '=', node);
  if (flow !== undefined) query = query.where('said.flow', '=', flow);
  if (why !== undefined) query = query.where('said.why', '=', why);
  if (version !== undefined) query = query.where('said.script_version', '=', version);
  const rows = await query
    .orderBy('said.said_at', 'desc')
    .orderBy('said.call_id')
    .orderBy('said.step')
    .limit(limit)
    .execute();
  return rows.map((row) =>
    gatheredSentenceSchema.parse({
      callId: row.call_id,
      step: row.step,
      saidAtMs: row.said_at.getTime(),
      scriptVersion: row.script_version,
      flow: row.flow,
      node: row.node,
      question: row.question,
      text: row.text,
      why: row.why,
      readings: row.readings,
      fromSec: row.from_sec,
      toSec: row.to_sec,
    }),
  );
}

export async function insertIgnored(
  db: TenantTransaction,
  scriptId: string,
  texts: readonly string[],
  { by, atMs }: { readonly by: string; readonly atMs: number },
): Promise<number> {
  const rows = texts.map((text) => ({ script_id: scriptId, text, ignored_at: new Date(atMs), ignored_by: by }));
  const inserted = await db
    .insertInto('ignored_sentences')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'script_id', 'text']).doNothing())
    .returning('text')
    .execute();
  return inserted.length;
}

export async function deleteIgnored(
  db: TenantTransaction,
  scriptId: string,
  texts: readonly string[],
): Promise<number> {
  const deleted = await db
    .deleteFrom('ignored_sentences')
    .where('script_id', '=', scriptId)
    .where('text', 'in', [...texts])
    .returning('text')
    .execute();
  return deleted.length;
}

/** The last that were ignored first. */
export async function selectIgnored(
  db: TenantTransaction,
  scriptId: string,
  limit: number,
): Promise<IgnoredSentence[]> {
  const rows = await db
    .selectFrom('ignored_sentences')
    .select(['text', 'ignored_by', 'ignored_at'])
    .where('script_id', '=', scriptId)
    .orderBy('ignored_at', 'desc')
    .orderBy('text')
    .limit(limit)
    .execute();
  return rows.map(({ text, ignored_by: by, ignored_at: at }) => ({ text, by, atMs: at.getTime() }));
}
