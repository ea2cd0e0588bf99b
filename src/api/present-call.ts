import type { CallPage } from '../contract/api.ts';
import type { CallEvent } from '../contract/call-event.ts';
import type { ApiDoors } from './api-doors.ts';
import { maskedEvent } from './cti/cti-call.ts';

const digitRun = /\d(?:[ -]?\d){6,}/g;

/** Words with every long number in them masked: people dictate theirs. */
function maskWords(text: string, maskPhone: ApiDoors['maskPhone']): string {
  return text.replaceAll(digitRun, (run) => maskPhone(run.replaceAll(/[ -]/g, '')));
}

/** A call as the console may show it: numbers masked wherever they stand. */
export function presentCall(call: CallPage, maskPhone: ApiDoors['maskPhone']): CallPage {
  return {
    ...call,
    caller: maskPhone(call.caller),
    callee: maskPhone(call.callee),
    reason: maskPhone(call.reason),
    answeredByReason: call.answeredByReason === null ? null : maskWords(call.answeredByReason, maskPhone),
    earlyMedia: call.earlyMedia && { ...call.earlyMedia, heard: maskWords(call.earlyMedia.heard, maskPhone) },
    degraded: call.degraded.map(({ what, reason }) => ({ what, reason: maskWords(reason, maskPhone) })),
    parties: call.parties.map((party) => ({ ...party, party: maskPhone(party.party) })),
    transcript: call.transcript.map((entry) => ({ ...entry, text: maskWords(entry.text, maskPhone) })),
    slots: Object.fromEntries(Object.entries(call.slots).map(([slot, value]) => [slot, maskWords(value, maskPhone)])),
  };
}

/** An event as the console may see it. */
export function presentEvent(event: CallEvent, maskPhone: ApiDoors['maskPhone']): CallEvent {
  switch (event.kind) {
    case 'customer-said':
      return { ...event, text: maskWords(event.text, maskPhone) };
    case 'robot-said':
      return { ...event, text: maskWords(event.text, maskPhone), spokenText: maskWords(event.spokenText, maskPhone) };
    case 'slot-filled':
      return { ...event, value: maskWords(event.value, maskPhone), said: maskWords(event.said, maskPhone) };
    default:
      return maskedEvent(event, maskPhone);
  }
}
