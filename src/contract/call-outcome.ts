import { z } from 'zod';

/**
 * How one attempt ended: the union of the vendors' codes in the field's vocabulary.
 * Answered outcomes come first; the rest never reached a conversation.
 */
export const callOutcomes = [
  /** The dialogue came to its own end and the robot hung up. */
  'completed',
  /** Handed over to a person who answered. */
  'transferred',
  /** A person was wanted and none answered: a call-back is planned. */
  'transfer-failed',
  /** The customer hung up in mid-conversation. */
  'callee-hung-up',
  /** The customer hung up before saying or pressing anything. */
  'no-interaction',
  /** The robot hung up after the allowed silences. */
  'silent',
  /** The robot hung up after failing to understand as often as allowed. */
  'not-understood',
  'voicemail',
  'voice-assistant',
  'screened',
  'ivr',
  'fax',
  /** Answered, but nothing ever came in: a media fault, not a person's silence. */
  'one-way-audio',
  /** A 200 that crossed our CANCEL: acknowledged and ended. */
  'answered-late',
  'busy',
  'no-answer',
  'rejected',
  /** 空号: only by announcement, Q.850 cause 1 or a trusted 404. */
  'vacant',
  /** 关机 */
  'powered-off',
  /** 停机 */
  'suspended',
  /** 欠费 */
  'arrears',
  /** 不在服务区 */
  'out-of-reach',
  /** 呼入限制 */
  'incoming-barred',
  /** 来电提醒 */
  'missed-call-notice',
  /** 呼叫转移 */
  'forwarded',
  'network-busy',
  /** The trunk answered with a fault of its own (5xx, time-out, authentication). */
  'trunk-failed',
  /** The far end and we share no codec or form of call (488, 606, 415). */
  'incompatible',
  /** Ended by an operator, a stopped campaign or `stop --all` before it was answered. */
  'cancelled',
  /** Ended by an operator, a stopped campaign or `stop --all` in mid-conversation. */
  'terminated',
  /** Our program or its media stopped in mid-call. */
  'interrupted',
  /** Anything else, with the SIP status kept beside it. */
  'failed',
] as const;
export const callOutcomeSchema = z.enum(callOutcomes);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

/** What picked up. */
export const answeredBySchema = z.enum(['human', 'voicemail', 'assistant', 'screening', 'ivr', 'fax', 'unknown']);
export type AnsweredBy = z.infer<typeof answeredBySchema>;

/** Seen from the house: `internal` between its own telephones. */
export const callDirectionSchema = z.enum(['outbound', 'inbound', 'internal']);
export type CallDirection = z.infer<typeof callDirectionSchema>;

export const hangUpBySchema = z.enum(['robot', 'customer', 'seat', 'operator', 'network']);
export type HangUpBy = z.infer<typeof hangUpBySchema>;

/** 意向等级, best first; which rules give which letter is the script's. */
export const leadGrades = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export const leadGradeSchema = z.enum(leadGrades);
export type LeadGrade = z.infer<typeof leadGradeSchema>;
