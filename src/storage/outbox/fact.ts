import type { TenantId } from '../../contract/ids.ts';

/**
 * What the business half tells itself, in the past tense. A fact says only whose and which: who reacts reads the rest.
 * The comment says what `subjectId` is.
 */
export type FactKind =
  /** The record of a call is kept. Call. */
  | 'call-ended'
  /** A customer bought. Order. */
  | 'order-created'
  /** A short message waits to be sent. Message. */
  | 'sms-queued'
  /** Somebody asked never to be called again. Call. */
  | 'do-not-call-asked'
  /** A call back was promised. Call. */
  | 'call-back-asked'
  /** A lead's grade changed. Lead. */
  | 'lead-graded'
  /** A list of people came in. List. */
  | 'leads-imported'
  /** A caller left a message in a box. Voicemail. */
  | 'voicemail-left'
  /** It waits for its time. Campaign. */
  | 'campaign-scheduled'
  /** It dials from now on: started, its time came, or resumed. Campaign. */
  | 'campaign-started'
  /** Campaign. */
  | 'campaign-paused'
  /** Nobody of its list is left to call, its end came, or it was stopped. Campaign. */
  | 'campaign-ended'
  /** Put away. Campaign. */
  | 'campaign-archived';

export interface Fact {
  /** The fact's own id: the same at each delivery. */
  readonly factId: string;
  readonly kind: FactKind;
  readonly tenantId: TenantId;
  /** The id of what it is about; never a number or anything else that says who somebody is. */
  readonly subjectId: string;
}
