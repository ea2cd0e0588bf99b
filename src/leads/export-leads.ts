import type { LeadId, ListId, TenantId } from '../contract/ids.ts';
import { csvByteOrderMark, csvLine } from '../foundation/csv-text.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import type { Database } from '../storage/index.ts';
import { selectProblems } from './import-store.ts';
import { problemTexts, type LineProblem } from './imported-row.ts';
import { selectAttributeNames, selectLeadsOfList } from './lead-store.ts';

const rowsOfPage = 1_000;

/** A list as CSV that spreadsheets open, in pieces. Numbers are whole only for whom may see them. */
export async function* exportLeads(
  database: Database,
  tenantId: TenantId,
  listId: ListId,
  numbers: 'whole' | 'masked',
): AsyncGenerator<string> {
  const attributes = await database.withTenant(tenantId, (db) => selectAttributeNames(db, listId));
  yield csvByteOrderMark + csvLine(['手机号', '姓名', '意向等级', '状态', ...attributes]);
  let after: LeadId | undefined;
  for (;;) {
    const page = { after, limit: rowsOfPage };
    const leads = await database.withTenant(tenantId, (db) => selectLeadsOfList(db, listId, page));
    if (leads.length === 0) return;
    yield leads
      .map(({ phone, name, grade, status, attributes: values }) => {
        const shown = numbers === 'whole' ? phone : maskPhoneNumber(phone);
        return csvLine([shown, name, grade, status, ...attributes.map((attribute) => values[attribute])]);
      })
      .join('');
    after = leads.at(-1)?.leadId;
  }
}

/** What an import refused or noticed, line by line, as CSV in pieces: to be mended and brought in again. */
export async function* exportProblems(
  database: Database,
  tenantId: TenantId,
  importId: string,
): AsyncGenerator<string> {
  yield csvByteOrderMark + csvLine(['行号', '列', '内容', '原因代码', '原因', '重复于第几行', '是否已导入']);
  let after: LineProblem | null = null;
  for (;;) {
    const from: LineProblem | null = after;
    const problems: LineProblem[] = await database.withTenant(tenantId, (db) =>
      selectProblems(db, importId, { after: from, limit: rowsOfPage }),
    );
    if (problems.length === 0) return;
    yield problems
      .map(({ line, column, value, reason, firstLine, kept }) =>
        csvLine([line, column, value, reason, problemTexts[reason], firstLine, kept ? '是' : '否']),
      )
      .join('');
    after = problems.at(-1) ?? null;
  }
}
