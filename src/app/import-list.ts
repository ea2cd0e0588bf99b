import { basename } from 'node:path';
import { recordConsentsIn } from '../compliance/index.ts';
import type { ListId } from '../contract/ids.ts';
import { listIdSchema } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import {
  createList,
  importLeads,
  listLists,
  prepareLeadsInThread,
  type ColumnChoice,
  type ImportResult,
} from '../leads/index.ts';
import type { Office } from './open-office.ts';

/** A list's id by its name; made where the tenant has none of that name. */
async function listNamed(office: Office, name: string): Promise<ListId> {
  const found = (await listLists(office.database, office.tenantId)).find((list) => list.name === name);
  if (found) return found.listId;
  const listId = listIdSchema.parse(office.world.newId());
  await createList(office.database, office.tenantId, { listId, name });
  return listId;
}

export interface ImportListRequest {
  readonly path: string;
  readonly list: string;
  readonly choice: ColumnChoice;
  readonly onProgress?: (doneBytes: number, rows: number) => void;
}

/** Brings a file into a list, with the consents that stand in it, and says what became of each line. */
export async function importListFile(
  office: Office,
  request: ImportListRequest,
): Promise<ImportResult & { readonly listId: ListId }> {
  const { database, tenantId, gate, world } = office;
  const name = basename(request.path);
  if (request.list.trim() === '') throw new CodedError('bad-request', 'a list needs a name');
  const listId = await listNamed(office, request.list);
  const result = await importLeads({
    database,
    tenantId,
    listId,
    importId: world.newId(),
    fileName: name,
    batches: prepareLeadsInThread({ path: request.path, name, choice: request.choice }),
    onProgress: ({ doneBytes, rows }) => request.onProgress?.(doneBytes, rows),
    recordConsents: async (db, consents) => {
      const known = consents.map(({ phone, source, atIso }) => ({
        callee: phone,
        purpose: 'marketing' as const,
        source,
        evidence: name,
        atMs: Date.parse(atIso),
      }));
      await recordConsentsIn(db, gate, known);
    },
  });
  return { ...result, listId };
}
