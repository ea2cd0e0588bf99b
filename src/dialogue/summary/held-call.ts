import type { CallRecord } from '../../contract/call-record.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { maskPhoneNumber } from '../../foundation/mask-phone-number.ts';
import { maskSpokenNumbers } from '../../foundation/mask-spoken-numbers.ts';

/** A call that is over, with what its names and times mean. */
export interface HeldCall {
  readonly record: CallRecord;
  /** The script it was held with; null where a flow or nothing of ours led it. */
  readonly document: ScriptDocument | null;
  /** Times are told so far east of UTC. */
  readonly utcOffsetMinutes: number;
}

/** A conversation: somebody answered and said or pressed something. */
export function isConversation({ answeredBy, transcript }: Pick<CallRecord, 'answeredBy' | 'transcript'>): boolean {
  return answeredBy !== null && transcript.some(({ speaker, text }) => speaker === 'customer' && text.trim() !== '');
}

export function languageOf({ record, document }: HeldCall): 'zh-CN' | 'en' {
  if (document !== null) return document.language;
  return record.transcript.some(({ text }) => /\p{Script=Han}/u.test(text)) ? 'zh-CN' : 'en';
}

/** A text without numbers of people, written in digits or dictated. */
export function masked(text: string): string {
  return maskSpokenNumbers(text, maskPhoneNumber);
}
