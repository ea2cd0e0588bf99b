import type { MessageSummary, SipBody } from '../sip-endpoint.ts';

export const messageSummaryType = 'application/simple-message-summary';

/** The lamp and the counts of a mailbox (RFC 3842 §5). */
export function messageSummary(account: string, summary: MessageSummary): SipBody {
  const { newVoice, oldVoice, newUrgent = 0, oldUrgent = 0 } = summary;
  const lines = [
    `Messages-Waiting: ${newVoice > 0 ? 'yes' : 'no'}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${newVoice}/${oldVoice} (${newUrgent}/${oldUrgent})`,
  ];
  return { contentType: messageSummaryType, content: `${lines.join('\r\n')}\r\n` };
}
