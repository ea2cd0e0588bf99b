import type { CallPage } from '../contract/api.ts';
import type { CallEvent } from '../contract/call-event.ts';
import type { ApiDoors } from './api-doors.ts';
import { maskedEvent } from './cti/cti-call.ts';

const digit = '[\\d零〇洞一幺二两三四五六七拐八九]';
/** The day of an ISO time is nobody's number. */
const isoDay = '(?<![\\d -])(?:19|20)\\d\\d-[01]\\d-[0-3]\\d(?![ -]?\\d)';
const digitRun = new RegExp(`(${isoDay})|${digit}(?:[ ,，、-]?${digit}){6,}`, 'g');
const spoken: Readonly<Record<string, string>> = Object.fromEntries(
  ['零〇洞', '一幺', '二两', '三', '四', '五', '六', '七拐', '八', '九'].flatMap((names, value) =>
    Array.from(names, (name) => [name, String(value)]),
  ),
);

/** Words with every long number in them masked, written in digits or as it was dictated (幺三八，零零一三). */
function maskWords(text: string, maskPhone: ApiDoors['maskPhone']): string {
  return text.replaceAll(
    digitRun,
    (run, day?: string) =>
      day ?? maskPhone(Array.from(run.replaceAll(/[^\p{L}\d]/gu, ''), (name) => spoken[name] ?? name).join('')),
  );
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
