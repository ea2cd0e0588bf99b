import type { ListId, TenantId } from '../contract/ids.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { appendFact, type Database, type TenantTransaction } from '../storage/index.ts';
import {
  insertImport,
  insertLeads,
  insertProblems,
  updateImport,
  type DuplicateLine,
  type ImportCounts,
} from './import-store.ts';
import type { LineProblem } from './imported-row.ts';
import { selectList } from './lead-store.ts';
import type { PackedBatch, PhoneConsent } from './packed-batch.ts';

/** Beyond these the report counts and no longer lists: a file of five million bad rows must not fill the database. */
const maxProblemsStored = 100_000;
const maxProblemsReturned = 1_000;

export interface ImportRequest {
  readonly database: Database;
  readonly tenantId: TenantId;
  readonly listId: ListId;
  /** A new id: what the report is asked for by. */
  readonly importId: string;
  readonly fileName: string;
  /** From `prepareLeadsInThread`, or `packBatches(prepareLeads(…))` where no thread is wanted. */
  readonly batches: AsyncIterable<PackedBatch>;
  readonly onProgress?: (progress: ImportCounts & { readonly doneBytes: number }) => void;
  /** Keeps the consents that stood in the list, in the transaction that keeps their leads. */
  readonly recordConsents?: (db: TenantTransaction, consents: readonly PhoneConsent[]) => Promise<void>;
}

export interface ImportResult extends ImportCounts {
  readonly importId: string;
  /** The first thousand, in the order of lines; all of them are in the error CSV. */
  readonly problems: readonly LineProblem[];
}

/**
 * Brings a list in, batch by batch: what is committed stays, whatever comes after, and importing the same file again
 * adds only what is missing. Bad rows and repeated numbers are reported line by line; the good ones are kept.
 * Rejects with the `CodedError` of the file where nothing of it can be read.
 */
export async function importLeads(request: ImportRequest): Promise<ImportResult> {
  const { database, tenantId, importId } = request;
  await database.withTenant(tenantId, async (db) => {
    if (!(await selectList(db, request.listId))) throw listNotFound(request.listId);
    await insertImport(db, request);
  });
  let counts: ImportCounts = { rows: 0, imported: 0, duplicates: 0, rejected: 0 };
  const problems: LineProblem[] = [];
  let problemCount = 0;
  try {
    for await (const batch of request.batches) {
      const { duplicates, found } = await importBatch(request, batch, maxProblemsStored - problemCount);
      problemCount += found.length;
      problems.push(...found.slice(0, Math.max(0, maxProblemsReturned - problems.length)));
      counts = {
        rows: counts.rows + batch.readRows,
        imported: counts.imported + batch.rowCount - duplicates,
        duplicates: counts.duplicates + duplicates,
        rejected: counts.rejected + batch.readRows - batch.rowCount,
      };
      request.onProgress?.({ ...counts, doneBytes: batch.doneBytes });
    }
  } catch (error) {
    await database.withTenant(tenantId, (db) =>
      updateImport(db, importId, counts, { state: 'failed', failure: messageOf(error) }),
    );
    throw error;
  }
  await database.withTenant(tenantId, async (db) => {
    await updateImport(db, importId, counts, { state: 'done', failure: null });
    await appendFact(db, { kind: 'leads-imported', id: request.listId });
  });
  return { importId, ...counts, problems };
}

async function importBatch(
  { database, tenantId, listId, importId, recordConsents }: ImportRequest,
  batch: PackedBatch,
  roomForProblems: number,
): Promise<{ readonly duplicates: number; readonly found: readonly LineProblem[] }> {
  return database.withTenant(tenantId, async (db) => {
    const duplicates = batch.rowCount > 0 ? await insertLeads(db, { listId, importId }, batch.rowsJson) : [];
    const found = [
      ...batch.problems.map((problem): LineProblem => ({ ...problem, firstLine: null })),
      ...duplicates.map(problemOf),
    ].sort((one, other) => one.line - other.line);
    await insertProblems(db, importId, found.slice(0, Math.max(0, roomForProblems)));
    if (batch.consents.length > 0) await recordConsents?.(db, batch.consents);
    return { duplicates: duplicates.length, found };
  });
}

function problemOf({ line, phone, firstLine }: DuplicateLine): LineProblem {
  return {
    line,
    column: 'phone',
    value: maskPhoneNumber(phone),
    reason: firstLine === null ? 'duplicate-in-list' : 'duplicate-in-file',
    firstLine,
    kept: false,
  };
}

export function listNotFound(listId: ListId): CodedError {
  return new CodedError('list-not-found', `there is no list ${listId} of this tenant`, { listId });
}
