import type { CallRecord } from '../../contract/call-record.ts';
import type { LiveCall, LiveParty } from '../../contract/live-calls.ts';

/** A call of the switchboard as lists show it; `state` null: it follows from whether somebody has answered. */
export function callSummary(
  record: CallRecord,
  state: LiveCall['state'] | null,
  parties: readonly LiveParty[],
): LiveCall {
  const { callId, tenantId, callee, caller, trunk, direction, startedAtMs, answeredAtMs } = record;
  return {
    callId,
    tenantId,
    campaignId: null,
    leadId: null,
    callee,
    caller,
    trunk,
    direction,
    startedAtMs,
    answeredAtMs,
    state: state ?? (answeredAtMs === null ? 'dialing' : 'talking'),
    parties,
  };
}
