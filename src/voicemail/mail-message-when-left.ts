import type { TenantId } from '../contract/ids.ts';
import { voicemailIdSchema } from '../contract/voicemail.ts';
import type { Reaction } from '../storage/index.ts';
import { messageMail, type Mail, type MailSettings } from './message-mail.ts';
import { lockUnmailedVoicemail, noteVoicemailMailed } from './voicemail-store.ts';

export interface MailMessageParts {
  /** Hands a mail to the mail server; rejects where it may be tried again later. */
  readonly send: (mail: Mail) => Promise<void>;
  /** Where the messages of a box are sent; null: nowhere. */
  readonly settingsOf: (tenantId: TenantId, box: string) => Promise<MailSettings | null>;
  /** A file below the recordings folder. */
  readonly readSound: (file: string) => Promise<Uint8Array>;
}

/** Mails each message to the address of its box. Tried again with growing pauses while the mail server is away. */
export function mailMessageWhenLeft({ send, settingsOf, readSound }: MailMessageParts): Reaction {
  return {
    name: 'mail-message-when-left',
    on: 'voicemail-left',
    async react({ tenantId, subjectId }, database) {
      await database.withTenant(tenantId, async (db) => {
        const message = await lockUnmailedVoicemail(db, voicemailIdSchema.parse(subjectId));
        const settings = message && (await settingsOf(tenantId, message.box));
        if (!message || !settings) return;
        await send(messageMail(message, settings, await readSound(message.file)));
        await noteVoicemailMailed(db, message.voicemailId);
      });
    },
  };
}
