import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiDoors } from '../../api/index.ts';
import { countBoxes, findVoicemail, listVoicemails, markVoicemail } from '../../voicemail/index.ts';
import type { Office } from '../open-office.ts';

/** Messages in the boxes of extensions, and their sounds below the recordings folder. */
export function voicemailDoors(
  { database, lines }: Pick<Office, 'database' | 'lines'>,
  recordingsFolder: string,
): ApiDoors['voicemails'] {
  return {
    async boxes(tenantId) {
      const counted = new Map((await countBoxes(database, tenantId)).map((count) => [count.box, count]));
      const { extensions } = (await lines.of(tenantId)).document;
      const owned = extensions.flatMap(({ name, voicemail }) => (voicemail ? [name] : []));
      return [...new Set([...owned, ...counted.keys()])]
        .sort((one, other) => Number(one) - Number(other))
        .map((box) => ({
          box,
          newMessages: counted.get(box)?.newVoice ?? 0,
          heardMessages: counted.get(box)?.oldVoice ?? 0,
        }));
    },
    async list(tenantId, { box, heard, cursor, limit }) {
      const page = await listVoicemails(database, tenantId, { filter: { box, heard }, cursor, limit });
      return { ...page, voicemails: [...page.voicemails] };
    },
    async sound(tenantId, voicemailId) {
      const message = await findVoicemail(database, tenantId, voicemailId);
      return message && readFile(join(recordingsFolder, message.file)).catch(() => null);
    },
    async mark(tenantId, voicemailId, as) {
      const file = await markVoicemail(database, tenantId, { voicemailId, as });
      if (file !== null && as === 'deleted') await rm(join(recordingsFolder, file), { force: true });
      return file !== null;
    },
  };
}
