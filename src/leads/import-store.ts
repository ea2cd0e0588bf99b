import { sql } from 'kysely';
import type { ListId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { LineProblem, LineProblemReason } from './imported-row.ts';

/** Counts of an import so far. */
export interface ImportCounts {
  /** Rows that were not empty. */
  readonly rows: number;
  readonly imported: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export interface ImportRun extends ImportCounts {
  readonly importId: string;
  readonly listId: string;
  readonly fileName: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly failure: string | null;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
}

/** A line whose number was there already: since which line of this file, or before it. */
export interface DuplicateLine {
  readonly line: number;
  readonly phone: string;
  readonly firstLine: number | null;
}

export async function insertImport(
  db: TenantTransaction,
  run: { readonly importId: string; readonly listId: ListId; readonly fileName: string },
): Promise<void> {
  await db
    .insertInto('lead_imports')
    .values({ id: run.importId, list_id: run.listId, file_name: run.fileName })
    .execute();
}

export async function updateImport(
  db: TenantTransaction,
  importId: string,
  counts: ImportCounts,
  end?: { readonly state: 'done' | 'failed'; readonly failure: string | null },
): Promise<void> {
  await db
    .updateTable('lead_imports')
    .set({
      read_rows: counts.rows,
      imported: counts.imported,
      duplicates: counts.duplicates,
      rejected: counts.rejected,
      ...(end ? { ...end, ended_at: sql<Date>`now()` } : {}),
    })
    .where('id', '=', importId)
    .execute();
}

/**
 * Puts rows (`[{line, phone, name, attributes}]` as JSON) into a list in one statement, each number once, and returns
 * the lines whose number was there already.
 */
export async function insertLeads(
  db: TenantTransaction,
  into: { readonly listId: ListId; readonly importId: string },
  rowsJson: string,
): Promise<DuplicateLine[]> {
  const { rows: repeated } = await sql<{ line: number; phone: string }>`
    with incoming as materialized (
      select * from jsonb_to_recordset(${rowsJson}::jsonb) as row (line int, phone text, name text, attributes jsonb)
    ), inserted as (
      insert into leads (list_id, phone_e164, name, attributes, import_id, source_line)
      select ${into.listId}::uuid, phone, name, attributes, ${into.importId}::uuid, line
      from (select distinct on (phone) * from incoming order by phone, line) as first
      on conflict (tenant_id, list_id, phone_e164) do nothing
      returning source_line
    )
    select line, phone from incoming where line not in (select source_line from inserted) order by line
  `.execute(db);
  if (repeated.length === 0) return [];
  const known = await db
    .selectFrom('leads')
    .select(['phone_e164', 'import_id', 'source_line'])
    .where('list_id', '=', into.listId)
    .where('phone_e164', '=', sql<string>`any(${repeated.map(({ phone }) => phone)}::text[])`)
    .execute();
  const firstLines = new Map(
    known.map((row) => [row.phone_e164, row.import_id === into.importId ? row.source_line : null]),
  );
  return repeated.map(({ line, phone }) => ({ line, phone, firstLine: firstLines.get(phone) ?? null }));
}

export async function insertProblems(
  db: TenantTransaction,
  importId: string,
  problems: readonly LineProblem[],
): Promise<void> {
  if (problems.length === 0) return;
  await sql`
    insert into lead_import_problems (import_id, line, reason, column_name, value_masked, first_line, kept)
    select ${importId}::uuid, line, reason, "column", value, "firstLine", kept
    from jsonb_to_recordset(${JSON.stringify(problems)}::jsonb)
      as row (line int, reason text, "column" text, value text, "firstLine" int, kept boolean)
    on conflict do nothing
  `.execute(db);
}

/** Problems of an import in the order of lines, those after `after`. */
export async function selectProblems(
  db: TenantTransaction,
  importId: string,
  page: { readonly after: Pick<LineProblem, 'line' | 'reason'> | null; readonly limit: number },
): Promise<LineProblem[]> {
  const rows = await db
    .selectFrom('lead_import_problems')
    .selectAll()
    .where('import_id', '=', importId)
    .where(sql<boolean>`(line, reason) > (${page.after?.line ?? 0}, ${page.after?.reason ?? ''})`)
    .orderBy('line')
    .orderBy('reason')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    line: row.line,
    column: row.column_name,
    value: row.value_masked,
    reason: row.reason as LineProblemReason,
    firstLine: row.first_line,
    kept: row.kept,
  }));
}

/** The imports into a list, newest first. */
export async function selectImports(db: TenantTransaction, listId: ListId): Promise<ImportRun[]> {
  const rows = await db
    .selectFrom('lead_imports')
    .selectAll()
    .where('list_id', '=', listId)
    .orderBy('started_at', 'desc')
    .execute();
  return rows.map((row) => ({
    importId: row.id,
    listId: row.list_id,
    fileName: row.file_name,
    state: row.state as ImportRun['state'],
    failure: row.failure,
    rows: row.read_rows,
    imported: row.imported,
    duplicates: row.duplicates,
    rejected: row.rejected,
    startedAtMs: row.started_at.getTime(),
    endedAtMs: row.ended_at?.getTime() ?? null,
  }));
}
