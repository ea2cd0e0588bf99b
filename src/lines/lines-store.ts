import { sql } from 'kysely';
import { linesDocumentSchema, type LinesDocument } from '../contract/lines-document.ts';
import type { TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { LinesChange } from './diff-lines.ts';

/** Tells every node that a tenant's lines changed; the payload is the tenant's id. */
export const linesChannel = 'waihu_lines';

/** One applied document without its text. */
export interface LinesVersion {
  readonly version: number;
  readonly appliedBy: string;
  readonly appliedAtMs: number;
  readonly changes: readonly LinesChange[];
}

/** A document in force, or once in force, with the text it was read from. */
export interface StoredLines extends LinesVersion {
  readonly document: LinesDocument;
  readonly source: string;
}

/** Who applies waits for whoever applies before. */
export async function lockLines(db: TenantTransaction, tenantId: TenantId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`lines ${tenantId}`}, 0))`.execute(db);
}

/** The newest version, or the one asked for; null where there is none. */
export async function selectLines(db: TenantTransaction, version?: number): Promise<StoredLines | null> {
  let query = db.selectFrom('lines_versions').selectAll();
  if (version !== undefined) query = query.where('version', '=', version);
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst();
  if (!row) return null;
  return {
    version: row.version,
    appliedBy: row.applied_by,
    appliedAtMs: row.applied_at.getTime(),
    changes: row.changes as LinesChange[],
    document: linesDocumentSchema.parse(row.document),
    source: row.source,
  };
}

export async function insertLines(
  db: TenantTransaction,
  tenantId: TenantId,
  lines: Omit<StoredLines, 'appliedAtMs'>,
): Promise<void> {
  await db
    .insertInto('lines_versions')
    .values({
      version: lines.version,
      document: JSON.stringify(lines.document),
      source: lines.source,
      changes: JSON.stringify(lines.changes),
      applied_by: lines.appliedBy,
    })
    .execute();
  await sql`select pg_notify(${linesChannel}, ${tenantId})`.execute(db);
}

/** What was applied, newest first. */
export async function selectVersions(db: TenantTransaction, limit: number): Promise<LinesVersion[]> {
  const rows = await db
    .selectFrom('lines_versions')
    .select(['version', 'applied_by', 'applied_at', 'changes'])
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    version: row.version,
    appliedBy: row.applied_by,
    appliedAtMs: row.applied_at.getTime(),
    changes: row.changes as LinesChange[],
  }));
}
