import type { TenantId } from '../contract/ids.ts';
import type { ScriptDiff, WhichScript } from '../contract/script-library.ts';
import { CodedError } from '../foundation/errors.ts';
import {
  diffScripts,
  documentOf,
  exportScriptInThread,
  findDraft,
  formatOf,
  importScriptInThread,
  saveDraft,
  scriptFormats,
  scriptPage,
  type Deed,
  type ImportedScript,
} from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';

/**
 * What differs between two states of a script. Without a word: what the draft changes of the newest version, and where there is no
 * draft what the newest version changed of the one before.
 */
export async function compareScripts(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  from?: WhichScript,
  to?: WhichScript,
): Promise<ScriptDiff> {
  const { versions, draft } = await scriptPage(database, tenantId, scriptId);
  const newest = versions[0]?.version;
  const later = to === 'newest' || to === undefined ? (to === undefined && draft !== null ? 'draft' : newest) : to;
  const before = later === 'draft' ? newest : typeof later === 'number' ? later - 1 : undefined;
  const earlier = from === 'newest' ? newest : (from ?? before);
  if (later === undefined || earlier === undefined || earlier === 0)
    throw new CodedError('script-not-found', `script '${scriptId}' has nothing to compare with yet`, { scriptId });
  const documents = [earlier, later].map((which) => documentOf(database, tenantId, scriptId, which));
  const [left, right] = await Promise.all(documents);
  if (left === undefined || right === undefined) throw new Error('two documents were asked for');
  return { scriptId, from: String(earlier), to: String(later), changes: [...diffScripts(left, right)] };
}

/** A script as a file of the format that its name says. */
export async function takeOutScript(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  which: WhichScript,
  file: string,
): Promise<Uint8Array> {
  const format = formatOf(file);
  if (format === null)
    throw new CodedError('script-file-unreadable', `'${file}' is none of ${scriptFormats.join(', ')}`, { file });
  return exportScriptInThread(await documentOf(database, tenantId, scriptId, which), format);
}

export interface BroughtFile {
  readonly bytes: Uint8Array;
  readonly file: string;
  /** The script whose parts stay where a sheet does not speak of them. */
  readonly onto?: string | undefined;
  /** The revision of the draft that it began from; absent: one's own. */
  readonly from?: number | undefined;
  /** It takes the place of whatever is there. */
  readonly overwrite?: boolean;
}

/** Reads a file and keeps what could be read as its script's draft. */
export async function bringInScript(
  database: Database,
  tenantId: TenantId,
  deed: Deed,
  { bytes, file, onto, from, overwrite }: BroughtFile,
): Promise<ImportedScript> {
  const base =
    onto === undefined
      ? null
      : ((await findDraft(database, tenantId, onto))?.document ??
        (await documentOf(database, tenantId, onto, 'newest')));
  const imported = await importScriptInThread(bytes, file, base);
  if (imported.document !== null)
    await saveDraft(
      database,
      tenantId,
      imported.document,
      { ...deed, note: file },
      { what: 'imported', from, overwrite },
    );
  return imported;
}
