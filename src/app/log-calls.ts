import type { LiveSwitch } from '../call/index.ts';
import type { CallEvent } from '../contract/call-event.ts';
import type { LogFields, Logger } from '../foundation/logger.ts';

/** What is written down of an event: moments and causes, never words or keys; null for what is no news to who looks for a fault. */
function factsOf(event: CallEvent): LogFields | null {
  switch (event.kind) {
    case 'call-started':
      return { trunk: event.trunk, callee: event.callee, caller: event.caller, campaignId: event.campaignId };
    case 'invite-sent':
      return { sipCallId: event.sipCallId };
    case 'progressed':
      return { status: event.status, earlyMedia: event.earlyMedia };
    case 'answered':
      return { status: event.status };
    case 'degraded':
      return { what: event.what, reason: event.reason };
    case 'call-ended':
      return { outcome: event.outcome, hangUpBy: event.hangUpBy, sipStatus: event.sipStatus, reason: event.reason };
    default:
      return null;
  }
}

/** Follows every call in the log, for whoever sets WAIHU_LOG=debug to find out what a trunk does. */
export function logCalls(live: Pick<LiveSwitch, 'subscribe'>, logger: Logger): () => void {
  return live.subscribe((event) => {
    const facts = factsOf(event);
    if (facts) logger.debug({ callId: event.callId, ...facts }, event.kind);
  });
}
