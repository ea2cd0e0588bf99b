import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiDoors } from '../../api/index.ts';
import { findVoicemail, listVoicemails, markVoicemail } from '../../voicemail/index.ts';
import type { Office } from '../open-office.ts';

/** Messages in the boxes of extensions, and their sounds below the recordings folder. */
export function voicemailDoors(
  { database }: Pick<Office, 'database'>,
  recordingsFolder: string,
): ApiDoors['voicemails'] {
  return {
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
