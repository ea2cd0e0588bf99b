import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SmsProvider } from './send-sms-when-queued.ts';

/** Writes messages into a file of this machine, one line of JSON each, readable by its owner alone: for demos and tests. */
export function fileSmsProvider(path: string): SmsProvider {
  return {
    name: 'file',
    async send({ messageId, toPhone, text }) {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, `${JSON.stringify({ messageId, toPhone, text })}\n`, { mode: 0o600 });
      return { ok: true };
    },
  };
}
