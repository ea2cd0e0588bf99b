import type { CallPage } from '../contract/api.ts';
import type { CallEvent } from '../contract/call-event.ts';
import { maskSpokenNumbers } from '../foundation/mask-spoken-numbers.ts';
import type { ApiDoors } from './api-doors.ts';
import { maskedEvent } from './cti/cti-call.ts';

/** A call as the console may show it: numbers masked wherever they stand. */
export function presentCall(call: CallPage, maskPhone: ApiDoors['maskPhone']): CallPage {
  return {
    ...call,
    caller: maskPhone(call.caller),
    callee: maskPhone(call.callee),
    reason: maskPhone(call.reason),
    answeredByReason: call.answeredByReason === null ? null : maskSpokenNumbers(call.answeredByReason, maskPhone),
    earlyMedia: call.earlyMedia && { ...call.earlyMedia, heard: maskSpokenNumbers(call.earlyMedia.heard, maskPhone) },
    degraded: call.degraded.map(({ what, reason }) => ({ what, reason: maskSpokenNumbers(reason, maskPhone) })),
    functions: call.functions.map((one) => ({
      ...one,
      reason: one.reason === null ? null : maskSpokenNumbers(one.reason, maskPhone),
    })),
    parties: call.parties.map((party) => ({ ...party, party: maskPhone(party.party) })),
    transcript: call.transcript.map((entry) => ({ ...entry, text: maskSpokenNumbers(entry.text, maskPhone) })),
    slots: Object.fromEntries(
      Object.entries(call.slots).map(([slot, value]) => [slot, maskSpokenNumbers(value, maskPhone)]),
    ),
  };
}

/** An event as the console may see it. */
export function presentEvent(event: CallEvent, maskPhone: ApiDoors['maskPhone']): CallEvent {
  switch (event.kind) {
    case 'customer-said':
      return { ...event, text: maskSpokenNumbers(event.text, maskPhone) };
    case 'robot-said':
      return {
        ...event,
        text: maskSpokenNumbers(event.text, maskPhone),
        spokenText: maskSpokenNumbers(event.spokenText, maskPhone),
      };
    case 'slot-filled':
      return {
        ...event,
        value: maskSpokenNumbers(event.value, maskPhone),
        said: maskSpokenNumbers(event.said, maskPhone),
      };
    default:
      return maskedEvent(event, maskPhone);
  }
}
