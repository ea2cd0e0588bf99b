import type { CallOutcome } from '../contract/call-outcome.ts';
import type { CallPurpose, DialPermitRequest } from '../contract/dial-permit.ts';
import type { AttemptId, CallId, CampaignId, LeadId, TenantId } from '../contract/ids.ts';

/**
 * One try to reach somebody by a trunk, from the gate to its one end.
 *
 *   (gate) ──► reserved ──sent──► sent ──answered──► answered
 *                 │                 │                   │
 *             give back           close               close
 *                 ▼                 ▼                   ▼
 *              released           closed              closed
 *
 * `reserved`: counted, no INVITE yet. `sent`: committed before the INVITE leaves, so the phone may have rung.
 * `released`: given back and uncounted, since nothing had left.
 */
export type AttemptState = 'reserved' | 'sent' | 'answered' | 'closed' | 'released';

export interface Attempt {
  readonly attemptId: AttemptId;
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId | null;
  readonly leadId: LeadId | null;
  readonly initiator: DialPermitRequest['initiator'];
  readonly purpose: CallPurpose;
  readonly state: AttemptState;
  readonly callId: CallId | null;
  readonly outcome: CallOutcome | null;
}
