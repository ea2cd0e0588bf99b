import type { Reaction } from '../storage/index.ts';
import { lockSms, updateSms } from './sms-store.ts';

/** Whoever carries short messages. */
export interface SmsProvider {
  readonly name: string;
  /** Sends one message. Must bear being asked again with the same id. Rejects where it may be tried again later. */
  send(message: {
    readonly messageId: string;
    readonly toPhone: string;
    readonly text: string;
  }): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
}

/** Hands each queued message to the provider, and notes what became of it. */
export function sendSmsWhenQueued(provider: SmsProvider): Reaction {
  return {
    name: 'send-sms-when-queued',
    on: 'sms-queued',
    async react({ tenantId, subjectId }, database) {
      await database.withTenant(tenantId, async (db) => {
        const message = await lockSms(db, subjectId);
        if (message?.state !== 'queued') return;
        const answer = await provider.send(message);
        await updateSms(db, message.messageId, { provider: provider.name, failure: answer.ok ? null : answer.reason });
      });
    },
  };
}
