import { z } from 'zod';
import { getLines } from '../../lines/index.ts';
import { applyLinesHere } from '../apply-lines-here.ts';
import { officeCommand } from './command.ts';

const applyArgs = z.object({ text: z.string(), dryRun: z.boolean().default(false) });

/** `lines apply`: checks, compares and puts a lines document in force; calls in the air keep what they have. */
export const linesApply = officeCommand(applyArgs, async (office, { text, dryRun }) => {
  const result = await applyLinesHere(office, text, 'cli', dryRun);
  const changes = result.changes.map((change) => `  ${JSON.stringify(change)}`);
  const head =
    result.changes.length === 0
      ? 'nothing changed'
      : result.applied
        ? `version ${result.version} is in force`
        : 'these changes would be made:';
  return { json: result, text: [head, ...changes].join('\n') };
});

/** `lines show`: the document in force, as it was written. */
export const linesShow = officeCommand(z.object({}), async ({ database, tenantId }) => {
  const stored = await getLines(database, tenantId);
  return { json: stored, text: stored ? stored.source : 'no lines were applied yet: waihu lines apply FILE' };
});
