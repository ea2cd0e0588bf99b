import type { CallEvent } from '../../contract/call-event.ts';
import type { CtiCall, CtiCard, CtiMessage } from '../../contract/cti.ts';
import type { LiveCall } from '../../contract/live-calls.ts';

type Mask = (text: string) => string;

/** A call in the air as the interface shows it; numbers in full. */
export function ctiCallOf(call: LiveCall, card: CtiCard | null): CtiCall {
  const { callId, callee, state, startedAtMs, answeredAtMs } = call;
  return {
    callId,
    direction: call.direction ?? 'outbound',
    caller: call.caller ?? '',
    callee,
    state,
    startedAtMs,
    answeredAtMs,
    parties: (call.parties ?? []).map(({ leg, party, as, state: at }) => ({ leg, party, as, state: at })),
    card,
  };
}

const maskedCard = ({ flow, keys, values }: CtiCard, mask: Mask): CtiCard => ({
  flow,
  keys: keys.map(({ node, keys: pressed }) => ({ node, keys: mask(pressed) })),
  values: values.map((value) => ({ ...value, value: mask(value.value) })),
});

export function maskedCall(call: CtiCall, mask: Mask): CtiCall {
  return {
    ...call,
    caller: mask(call.caller),
    callee: mask(call.callee),
    parties: call.parties.map((party) => ({ ...party, party: mask(party.party) })),
    card: call.card && maskedCard(call.card, mask),
  };
}

/** Every field of an event that may hold a number or the words of people; ids and times stay as they are. */
const wordsOf = {
  'call-started': ['callee', 'caller'],
  'transfer-started': ['summary'],
  led: ['to', 'why'],
  'trunk-taken': ['caller', 'callee'],
  'party-joined': ['party'],
  'party-changed': ['party'],
  'party-left': ['party', 'reason'],
  'party-held': ['party'],
  parked: ['by'],
  unparked: ['by'],
  'function-called': ['reason'],
  degraded: ['reason'],
  'call-ended': ['reason'],
} as const satisfies Partial<Record<CallEvent['kind'], readonly string[]>>;

/** An event for who may not read numbers. */
export function maskedEvent(event: CallEvent, mask: Mask): CallEvent {
  if (event.kind === 'card-shown') return { ...event, ...maskedCard(event, mask) };
  if (event.kind === 'queued' && event.fact.kind === 'overflowed')
    return { ...event, fact: { ...event.fact, to: mask(event.fact.to) } };
  const fields: readonly string[] = event.kind in wordsOf ? wordsOf[event.kind as keyof typeof wordsOf] : [];
  const masked = Object.entries(event).map(([name, value]: [string, unknown]) =>
    fields.includes(name) && typeof value === 'string' ? [name, mask(value)] : [name, value],
  );
  return Object.fromEntries(masked) as CallEvent;
}

/** A message for who may not read numbers. */
export function maskedMessage(message: CtiMessage, mask: Mask): CtiMessage {
  switch (message.kind) {
    case 'call-event':
      return {
        ...message,
        event: maskedEvent(message.event, mask),
        call: message.call && maskedCall(message.call, mask),
      };
    case 'ringing':
      return { ...message, party: mask(message.party), call: maskedCall(message.call, mask) };
    default:
      return message;
  }
}
