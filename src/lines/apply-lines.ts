import type { TenantId } from '../contract/ids.ts';
import { noLines, type LinesDocument } from '../contract/lines-document.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { diffLines, type LinesChange } from './diff-lines.ts';
import {
  insertLines,
  lockLines,
  selectLines,
  selectVersions,
  type LinesVersion,
  type StoredLines,
} from './lines-store.ts';
import { linesProblemsText, readLinesDocument, type LinesCheck } from './read-lines-document.ts';

export interface ApplyLinesRequest {
  readonly database: Database;
  readonly tenantId: TenantId;
  /** The document as written: YAML, comments and all. */
  readonly text: string;
  readonly appliedBy: string;
  /** Only checks and compares. */
  readonly dryRun?: boolean;
  /** The version the author began from; another in force meanwhile refuses with `lines-changed-meanwhile`. */
  readonly expectedVersion?: number;
  /** What other rooms find wrong in it. */
  readonly check?: LinesCheck;
  /** What must follow the document in the same transaction, such as the seats. */
  readonly alsoApply?: (db: TenantTransaction, document: LinesDocument) => Promise<void>;
}

export interface ApplyLinesResult {
  /** The version in force afterwards. */
  readonly version: number;
  readonly changes: readonly LinesChange[];
  /** False for a dry run and where nothing changed. */
  readonly applied: boolean;
}

/** Checks a lines document and puts it in force as a whole, with no restart; a wrong one (`lines-document-invalid`) changes nothing. */
export async function applyLines(request: ApplyLinesRequest): Promise<ApplyLinesResult> {
  const { database, tenantId, text, appliedBy } = request;
  const reading = readLinesDocument(text, request.check);
  if (!reading.ok) {
    const count = reading.problems.length;
    throw new CodedError('lines-document-invalid', linesProblemsText(reading.problems), { problems: count });
  }
  return database.withTenant(tenantId, async (db) => {
    await lockLines(db, tenantId);
    const before = await selectLines(db);
    const inForce = before?.version ?? 0;
    if (request.expectedVersion !== undefined && request.expectedVersion !== inForce)
      throw changedMeanwhile(request.expectedVersion, inForce);
    const changes = diffLines(before?.document ?? noLines, reading.document);
    const unchanged = before !== null && changes.length === 0 && before.source === text;
    if (request.dryRun || unchanged) return { version: inForce, changes, applied: false };
    const version = inForce + 1;
    await insertLines(db, tenantId, { version, document: reading.document, source: text, changes, appliedBy });
    await request.alsoApply?.(db, reading.document);
    return { version, changes, applied: true };
  });
}

/** The lines in force, or a version that was; null where none were ever applied. */
export function getLines(database: Database, tenantId: TenantId, version?: number): Promise<StoredLines | null> {
  return database.withTenant(tenantId, (db) => selectLines(db, version));
}

/** What was applied, newest first. */
export function linesHistory(database: Database, tenantId: TenantId, limit = 50): Promise<LinesVersion[]> {
  return database.withTenant(tenantId, (db) => selectVersions(db, limit));
}

function changedMeanwhile(expected: number, inForce: number): CodedError {
  return new CodedError(
    'lines-changed-meanwhile',
    `the lines are at version ${inForce} and this document was made from version ${expected}: look at the difference first`,
    { expected, inForce },
  );
}
