import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { DraftState, ScriptDeed } from '../contract/script-library.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { lineOf, type Deed } from './deed.ts';
import { stateAfter } from './draft-state.ts';
import { assertPublishable, insertNext, type Publication } from './publish-script.ts';
import { sameDocument } from './same-document.ts';
import {
  appendHistory,
  lockScript,
  selectDraft,
  selectHistory,
  selectScript,
  updateDraftState,
  upsertDraft,
  writingDeeds,
  type StoredDraft,
} from './script-store.ts';

/** How a text came in, and what it may take the place of. */
export interface Saving {
  readonly what?: 'saved' | 'imported';
  /** The revision of the draft it began from: 0 is none, absent is one's own. */
  readonly from?: number | undefined;
  /** It takes the place of whatever is there, whoever saved it. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Keeps what an author is working on, broken or not. Another text than before has been read by nobody: it is a draft again. Throws
 * `draft-changed` where somebody else saved after the revision it began from, or saved at all where it names none, and says who and when.
 */
export function saveDraft(
  database: Database,
  tenantId: TenantId,
  document: ScriptDocument,
  deed: Deed,
  { what = 'saved', from, overwrite = false }: Saving = {},
): Promise<StoredDraft> {
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, document.id);
    const before = await selectDraft(db, document.id);
    if (before !== null && sameDocument(before.document, document)) return before;
    if (!overwrite) await assertFollows(db, document.id, before, { from, by: deed.by });
    return writeDraft(db, document, what, deed);
  });
}

async function assertFollows(
  db: TenantTransaction,
  scriptId: string,
  draft: StoredDraft | null,
  { from, by }: Pick<Saving, 'from'> & Pick<Deed, 'by'>,
): Promise<void> {
  if (from !== undefined ? from === (draft?.revision ?? 0) : draft === null) return;
  const [last] = await selectHistory(db, scriptId, 1, draft === null ? ['published'] : writingDeeds);
  if (from !== undefined || (last !== undefined && last.by !== by)) throw draftChanged(scriptId, draft, last);
}

/** Makes this the draft, whatever was there. Whoever calls it has locked the script. */
async function writeDraft(
  db: TenantTransaction,
  document: ScriptDocument,
  what: ScriptDeed,
  deed: Deed,
): Promise<StoredDraft> {
  const draft = { document, savedAtMs: deed.atMs, state: 'draft', note: null } as const;
  await upsertDraft(db, draft);
  return { ...draft, revision: await appendHistory(db, document.id, lineOf(what, deed)) };
}

function draftChanged(
  scriptId: string,
  draft: StoredDraft | null,
  last: { readonly by: string; readonly atMs: number } | undefined,
): CodedError {
  const who = last === undefined ? '' : ` by ${last.by} at ${new Date(last.atMs).toISOString()}`;
  const now =
    draft === null
      ? `was published${who} and is gone: begin from the newest version`
      : `was saved${who}: begin from revision ${draft.revision}, or overwrite it`;
  return new CodedError('draft-changed', `the draft of '${scriptId}' ${now}`, {
    scriptId,
    revision: draft?.revision ?? 0,
    savedBy: last?.by,
    savedAtMs: last?.atMs,
  });
}

/**
 * Changes the draft, or the newest version where nobody works on one, while nobody else does: what another saved a moment before stays in
 * it. Throws `script-not-found`, and what `edit` throws; the draft is then as it was.
 */
export function editDraft(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  edit: (document: ScriptDocument) => ScriptDocument,
  what: ScriptDeed,
  deed: Deed,
): Promise<StoredDraft> {
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, scriptId);
    const before = await selectDraft(db, scriptId);
    const newest = before ?? (await selectScript(db, scriptId));
    if (newest === null) throw new CodedError('script-not-found', `there is no script '${scriptId}'`, { scriptId });
    const document = edit(newest.document);
    if (before !== null && sameDocument(before.document, document)) return before;
    return writeDraft(db, document, what, deed);
  });
}

export function findDraft(database: Database, tenantId: TenantId, scriptId: string): Promise<StoredDraft | null> {
  return database.withTenant(tenantId, (db) => selectDraft(db, scriptId));
}

const deeds = { review: 'submitted', approve: 'approved', return: 'returned' } as const;

/**
 * Hands a draft in for review, approves it, or returns it with a note that says why. Only a draft without errors is handed in.
 * Throws `script-not-found`, `script-cannot-change`, `script-invalid`, and `bad-request` for a return without a note.
 */
export async function moveDraft(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  step: keyof typeof deeds,
  deed: Deed,
): Promise<DraftState> {
  if (step === 'return' && (deed.note ?? '').trim() === '')
    throw new CodedError('bad-request', `returning '${scriptId}' wants a note: what should its author change?`);
  return database.withTenant(tenantId, async (db) => {
    const draft = await lockDraft(db, tenantId, scriptId);
    const state = stateAfter(scriptId, draft.state, step);
    if (step === 'review') assertPublishable(draft.document);
    await updateDraftState(db, scriptId, state, step === 'return' ? (deed.note ?? null) : null);
    await appendHistory(db, scriptId, lineOf(deeds[step], deed));
    return state;
  });
}

/** Makes an approved draft the next version. Throws as `moveDraft` does. */
export function publishDraft(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  deed: Deed,
): Promise<Publication> {
  return database.withTenant(tenantId, async (db) => {
    const draft = await lockDraft(db, tenantId, scriptId);
    stateAfter(scriptId, draft.state, 'publish');
    assertPublishable(draft.document);
    return insertNext(db, draft.document, deed);
  });
}

async function lockDraft(db: TenantTransaction, tenantId: TenantId, scriptId: string): Promise<StoredDraft> {
  await lockScript(db, tenantId, scriptId);
  const draft = await selectDraft(db, scriptId);
  if (draft === null)
    throw new CodedError('script-not-found', `nobody is working on a draft of '${scriptId}'`, { scriptId });
  return draft;
}
