import { z } from 'zod';
import { casesOf, keepCases, listScripts } from '../../scripts/index.ts';
import { publishScriptText } from '../publish-script.ts';
import { demandCases, runnable } from '../script-cases.ts';
import { officeCommand } from './command.ts';

export const scriptPublish = officeCommand(
  z.object({
    text: z.string(),
    file: z.string(),
    /** Where its recordings are. */
    folder: z.string().optional(),
    /** The conversations that must go on as they do. */
    cases: z.object({ text: z.string(), file: z.string() }).optional(),
    /** Why it is published whatever its cases say. */
    force: z.string().trim().min(1, 'a note says why').optional(),
  }),
  async (office, { text, file, folder, cases, force }) => {
    const document = runnable({ text, file });
    const held = cases ?? (await casesOf(office.database, office.tenantId, document.id));
    if (held !== null && force === undefined) await demandCases(document, held);
    const published = await publishScriptText(office, text, file, folder, { note: force });
    const { scriptId, version } = published;
    if (cases !== undefined)
      await keepCases(office.database, office.tenantId, scriptId, cases, office.world.clock.now());
    return {
      json: force === undefined ? published : { ...published, forced: force },
      text: `script '${scriptId}' is published as version ${version}; calls in the air keep theirs`,
    };
  },
);

export const scriptList = officeCommand(z.object({}), async ({ database, tenantId }) => {
  const scripts = await listScripts(database, tenantId);
  return {
    json: scripts,
    text:
      scripts
        .map(({ scriptId, name, publishedVersion, draft }) =>
          [scriptId, publishedVersion ?? '–', draft ?? '', name].join('\t'),
        )
        .join('\n') || 'no scripts yet: waihu script publish FILE',
  };
});
