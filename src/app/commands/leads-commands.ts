import { z } from 'zod';
import { listLists, problemTexts } from '../../leads/index.ts';
import { importListFile } from '../import-list.ts';
import { officeCommand } from './command.ts';

const importArgs = z.object({
  path: z.string().min(1),
  list: z.string().min(1),
  phone: z.string().optional(),
  name: z.string().optional(),
});

/** `leads import`: brings a CSV or XLSX into a list; every bad line is named, the good ones are kept. */
export const leadsImport = officeCommand(importArgs, async (office, { path, list, phone, name }, io) => {
  const choice = { ...(phone === undefined ? {} : { phone }), ...(name === undefined ? {} : { name }) };
  const result = await importListFile(office, {
    path,
    list,
    choice,
    onProgress: (_doneBytes, rows) => io.progress(rows, 0, 'rows'),
  });
  const problems = result.problems
    .slice(0, 50)
    .map(({ line, column, value, reason }) => `  line ${line}, ${column}: ${problemTexts[reason]} (${value})`);
  const more = result.problems.length > 50 ? [`  … and ${result.rejected + result.duplicates - 50} more`] : [];
  const head = `${result.imported} of ${result.rows} rows are in list '${list}'; ${result.duplicates} were there twice, ${result.rejected} could not be used`;
  return { json: result, text: [head, ...problems, ...more].join('\n') };
});

export const leadsLists = officeCommand(z.object({}), async ({ database, tenantId }) => {
  const lists = await listLists(database, tenantId);
  return {
    json: lists,
    text:
      lists.map(({ name, leadCount }) => `${name}\t${leadCount}`).join('\n') ||
      'no lists yet: waihu leads import FILE --list NAME',
  };
});
