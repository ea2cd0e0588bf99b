import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reaction } from '../storage/index.ts';
import { mailMessageWhenLeft, type Mail } from '../voicemail/index.ts';
import type { Office } from './open-office.ts';

/** Messages go to the address that their box has by then. */
export function mailVoicemail(
  { config, lines }: Pick<Office, 'config' | 'lines'>,
  send: (mail: Mail) => Promise<void>,
): Reaction {
  return mailMessageWhenLeft({
    send,
    async settingsOf(tenantId, box) {
      const { document } = await lines.of(tenantId);
      const voicemail = document.extensions.find(({ name }) => name === box)?.voicemail;
      if (voicemail?.email === undefined) return null;
      const { email: to, language = 'zh-CN' } = voicemail;
      return { to, language, utcOffsetMinutes: config.utcOffsetMinutes };
    },
    readSound: (file) => readFile(join(config.dataFolder, 'recordings', file)),
  });
}
