import { z } from 'zod';
import { listScripts } from '../../scripts/index.ts';
import { publishScriptText } from '../publish-script.ts';
import { officeCommand } from './command.ts';

export const scriptPublish = officeCommand(
  z.object({ text: z.string(), file: z.string(), /** Where its recordings are. */ folder: z.string().optional() }),
  async (office, { text, file, folder }) => {
    const published = await publishScriptText(office, text, file, folder);
    return {
      json: published,
      text: `script '${published.scriptId}' is published as version ${published.version}; calls in the air keep theirs`,
    };
  },
);

export const scriptList = officeCommand(z.object({}), async ({ database, tenantId }) => {
  const scripts = await listScripts(database, tenantId);
  return {
    json: scripts,
    text:
      scripts
        .map(({ scriptId, name, publishedVersion }) => `${scriptId}\t${publishedVersion ?? 'draft'}\t${name}`)
        .join('\n') || 'no scripts yet: waihu script publish FILE',
  };
});
