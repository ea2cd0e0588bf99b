import type { CallEvent } from '../contract/call-event.ts';
import type { CallRecord } from '../contract/call-record.ts';
import type { KeptDialogue } from '../contract/kept-dialogue.ts';

type Draft = { -readonly [Key in keyof CallRecord]: CallRecord[Key] };
type Started = Extract<CallEvent, { kind: 'call-started' }>;

function emptyRecord(started: Started): Draft {
  return {
    callId: started.callId,
    tenantId: started.tenantId,
    attemptId: started.attemptId,
    campaignId: started.campaignId,
    leadId: started.leadId,
    direction: started.direction,
    callee: started.callee,
    caller: started.caller,
    trunk: started.trunk,
    scriptId: started.scriptId,
    scriptVersion: started.scriptVersion,
    variants: started.variants ?? [],
    outcome: 'interrupted',
    hangUpBy: 'network',
    sipCallIds: [],
    sipStatus: null,
    q850Cause: null,
    reason: 'the program stopped',
    answeredBy: null,
    answeredByReason: null,
    earlyMedia: null,
    startedAtMs: started.atMs,
    inviteSent: false,
    answeredAtMs: null,
    endedAtMs: started.atMs,
    ringSec: 0,
    talkSec: 0,
    bridgedSec: 0,
    turns: 0,
    transcript: [],
    intents: [],
    slots: {},
    tags: [],
    grade: null,
    gradeRule: null,
    path: [],
    latencies: [],
    bargeIns: [],
    turnMeasures: [],
    opinions: [],
    citations: [],
    withheld: [],
    functions: [],
    doNotCall: false,
    callBack: null,
    orders: [],
    transfer: null,
    recording: null,
    usage: [],
    degraded: [],
    parties: [],
    legs: [],
  };
}

type Fold<Kind extends CallEvent['kind']> = (draft: Draft, event: Extract<CallEvent, { kind: Kind }>) => void;

const nothing = (): void => undefined;

/** One entry an event kind: what it changes in the record. */
const folds: { readonly [Kind in CallEvent['kind']]: Fold<Kind> } = {
  'call-started': nothing,
  'invite-sent': (draft, { sipCallId }) => {
    draft.inviteSent = true;
    draft.sipCallIds.push(sipCallId);
  },
  'trunk-taken': (draft, { trunk }) => {
    // A call that came in by a trunk stays that one's, wherever it is led.
    if (draft.direction === 'outbound') draft.trunk = trunk;
  },
  progressed: nothing,
  'early-media-understood': (draft, { cause, by, heard }) => {
    draft.earlyMedia = { cause, by, heard };
  },
  answered: (draft, event) => {
    draft.answeredAtMs = event.atMs;
    draft.sipStatus = event.status;
    draft.answeredBy = 'unknown';
  },
  'answered-by-decided': (draft, event) => {
    draft.answeredBy = event.answeredBy;
    draft.answeredByReason = event.reason;
  },
  'recording-started': (draft, event) => {
    draft.recording = { folder: event.folder, tracks: [], maskedSpans: [], complete: false };
  },
  'node-entered': (draft, { flow, node, atMs }) => {
    draft.path.push({ flow, node, atMs });
  },
  'robot-said': (draft, { spokenText, completed, node, turn, offsetMs, durationMs }) => {
    if (spokenText === '') return;
    draft.transcript.push({
      speaker: 'robot',
      text: spokenText,
      completed,
      via: null,
      confidence: null,
      node,
      turn,
      offsetMs,
      durationMs,
    });
  },
  'customer-said': (draft, { text, via, confidence, node, turn, offsetMs, durationMs }) => {
    draft.turns = Math.max(draft.turns, turn);
    draft.transcript.push({
      speaker: 'customer',
      text,
      completed: true,
      via,
      confidence,
      node,
      turn,
      offsetMs,
      durationMs,
    });
  },
  'key-pressed': (draft, { turn, digit, via, offsetMs }) => {
    draft.turns = Math.max(draft.turns, turn);
    const node = draft.path.at(-1)?.node ?? '';
    draft.transcript.push({
      speaker: 'customer',
      text: `[${digit}]`,
      completed: true,
      via,
      confidence: 1,
      node,
      turn,
      offsetMs,
      durationMs: 0,
    });
  },
  'barged-in': (draft, { turn, detectionMs, stopMs, minimumSpeechMs }) => {
    draft.bargeIns.push({ turn, detectionMs, stopMs, minimumSpeechMs });
  },
  'turn-timed': (draft, { turn, latency }) => {
    draft.latencies.push({ turn, latency });
  },
  'turn-measured': (draft, { turn, sound, emotion }) => {
    draft.turnMeasures.push({ turn, sound, emotion });
  },
  'intent-matched': (draft, { turn, intent, confidence, node }) => {
    draft.intents.push({ turn, intent, confidence, node });
  },
  'slot-filled': (draft, { slot, value }) => {
    draft.slots[slot] = value;
  },
  'tag-added': (draft, { tag }) => {
    if (!draft.tags.includes(tag)) draft.tags.push(tag);
  },
  'grade-changed': (draft, { grade, rule }) => {
    draft.grade = grade;
    draft.gradeRule = rule;
  },
  'do-not-call-asked': (draft) => {
    draft.doNotCall = true;
  },
  'call-back-asked': (draft, { wantedAtMs, reason }) => {
    draft.callBack = { wantedAtMs, reason };
  },
  'opinion-asked': (draft, { turn, how, meaning, tookMs }) => {
    draft.opinions.push({ turn, how, meaning, tookMs });
  },
  'answer-cited': (draft, { turn, node, text, passages }) => {
    draft.citations.push({ turn, node, text, passages });
  },
  'answer-withheld': (draft, { turn, node, rule, because, text }) => {
    draft.withheld.push({ turn, node, rule, because, text });
  },
  'function-called': (draft, { turn, node, name, ok, reason, tookMs }) => {
    draft.functions.push({ turn, node, name, ok, reason, tookMs });
  },
  'order-created': (draft, { orderId, product, amount }) => {
    if (!draft.orders.some((order) => order.orderId === orderId)) draft.orders.push({ orderId, product, amount });
  },
  'transfer-started': (draft, { seat }) => {
    draft.transfer = { seat, answered: false, reason: null, bridgedMs: 0 };
  },
  'transfer-answered': (draft, { seat }) => {
    draft.transfer = { seat, answered: true, reason: null, bridgedMs: 0 };
  },
  'transfer-failed': (draft, { seat, reason }) => {
    draft.transfer = { seat, answered: false, reason, bridgedMs: 0 };
  },
  'transfer-ended': (draft, { seat, bridgedMs }) => {
    draft.transfer = { seat, answered: true, reason: null, bridgedMs };
    draft.bridgedSec = bridgedMs / 1000;
  },
  led: nothing,
  'party-joined': (draft, { leg, party, as, atMs }) => {
    draft.parties.push({ leg, party, as, joinedAtMs: atMs, leftAtMs: null });
  },
  'party-changed': (draft, { leg, as }) => {
    draft.parties = draft.parties.map((known) =>
      known.leg === leg && known.leftAtMs === null ? { ...known, as } : known,
    );
  },
  'party-left': (draft, { leg, atMs }) => {
    draft.parties = draft.parties.map((known) =>
      known.leg === leg && known.leftAtMs === null ? { ...known, leftAtMs: atMs } : known,
    );
  },
  'party-held': nothing,
  parked: nothing,
  unparked: nothing,
  'recording-paused': nothing,
  queued: nothing,
  'flow-told': nothing,
  'card-shown': nothing,
  degraded: (draft, { what, reason }) => {
    draft.degraded.push({ what, reason });
  },
  'recording-closed': (draft, { folder, tracks, maskedSpans, complete }) => {
    draft.recording = { folder, tracks, maskedSpans, complete };
  },
  'media-measured': (draft, { legs }) => {
    draft.legs = legs;
  },
  used: (draft, { provider, recognizedSec, synthesizedChars, cachedChars, modelTokens }) => {
    draft.usage.push({ provider, recognizedSec, synthesizedChars, cachedChars, modelTokens });
  },
  'call-ended': (draft, event) => {
    draft.outcome = event.outcome;
    draft.hangUpBy = event.hangUpBy;
    draft.sipStatus = event.sipStatus ?? draft.sipStatus;
    draft.q850Cause = event.q850Cause;
    draft.reason = event.reason;
  },
};

function apply<Kind extends CallEvent['kind']>(draft: Draft, event: Extract<CallEvent, { kind: Kind }>): void {
  const fold: Fold<Kind> = folds[event.kind];
  fold(draft, event);
  draft.endedAtMs = Math.max(draft.endedAtMs, event.atMs);
}

/**
 * The record of one call: a fold over its events in order, and how its dialogue went. Events that stop short of `call-ended`, as a crash leaves
 * them, give a record with outcome `interrupted`. Throws where the first event is no `call-started`.
 */
export function recordOf(events: readonly CallEvent[], dialogue: KeptDialogue | null = null): CallRecord {
  const [started] = events;
  if (started?.kind !== 'call-started')
    throw new Error(`call record: the first event is '${started?.kind ?? 'none'}', wanted 'call-started'`);
  const draft = emptyRecord(started);
  for (const event of events) apply(draft, event);
  draft.ringSec = (draft.answeredAtMs ?? draft.endedAtMs) / 1000 - draft.startedAtMs / 1000;
  draft.talkSec = draft.answeredAtMs === null ? 0 : (draft.endedAtMs - draft.answeredAtMs) / 1000;
  draft.transcript.sort((a, b) => a.offsetMs - b.offsetMs);
  return dialogue === null ? draft : { ...draft, dialogue };
}
