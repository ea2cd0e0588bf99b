import { expect, test } from 'vitest';
import type { CallEvent } from '../contract/call-event.ts';
import { callRecordSchema } from '../contract/call-record.ts';
import { callIdSchema, orderIdSchema, tenantIdSchema } from '../contract/ids.ts';
import type { EmotionEstimate } from '../contract/turn-measure.ts';
import { recordOf } from './call-record.ts';

const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001');
const orderId = orderIdSchema.parse('00000000-0000-4000-8000-0000000000bb');
const latency = {
  endpointMs: 250,
  recognizerMs: null,
  dialogueMs: 1,
  modelMs: null,
  synthesisMs: 0,
  firstPacketMs: 271,
};
const track = {
  kind: 'audio',
  leg: 'customer',
  codec: 'PCMA',
  sampleRateHz: 8000,
  file: 'customer.alaw',
  startOffsetMs: 0,
  durationMs: 5_000,
  sha256: 'x',
} as const;
const measured = {
  leg: 'customer',
  role: 'customer',
  mos: 4.3,
  mosAtPeer: null,
  lossShare: 0.01,
  jitterMs: 2.5,
  roundTripMs: null,
  packetsSent: 500,
  packetsReceived: 495,
  packetsLost: 5,
  packetsLate: 0,
} as const;
const guessed: EmotionEstimate = { emotion: 'positive', confidence: 0.6, reasons: ['words: 好的'] };
const at = (atMs: number) => ({ callId, atMs });
const events: CallEvent[] = [
  {
    kind: 'call-started',
    ...at(1_000),
    tenantId: tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa'),
    attemptId: null,
    campaignId: null,
    leadId: null,
    direction: 'outbound',
    callee: '+99912345678',
    caller: '+99900000001',
    trunk: 't',
    scriptId: 's',
    scriptVersion: 2,
    variants: [{ scope: 'script', experiment: 'opening', variant: 'short' }],
  },
  { kind: 'invite-sent', ...at(1_010), sipCallId: 'abc' },
  { kind: 'progressed', ...at(2_000), status: 180, earlyMedia: false },
  { kind: 'answered', ...at(5_000), status: 200 },
  { kind: 'answered-by-decided', ...at(5_500), answeredBy: 'human', reason: 'spoke' },
  { kind: 'recording-started', ...at(5_000), folder: callId },
  { kind: 'node-entered', ...at(5_000), flow: 'main', node: 'greeting' },
  {
    kind: 'customer-said',
    ...at(9_000),
    turn: 1,
    node: 'greeting',
    text: '好的',
    confidence: 1,
    via: 'real-time-text',
    offsetMs: 3_000,
    durationMs: 400,
  },
  { kind: 'turn-measured', ...at(9_000), turn: 1, sound: null, emotion: guessed },
  {
    kind: 'robot-said',
    ...at(9_100),
    turn: 0,
    node: 'greeting',
    text: '您好',
    spokenText: '您好',
    completed: true,
    offsetMs: 100,
    durationMs: 2_000,
    provider: 'espeak',
    cached: true,
  },
  {
    kind: 'robot-said',
    ...at(9_200),
    turn: 1,
    node: 'offer',
    text: '没说出来',
    spokenText: '',
    completed: false,
    offsetMs: 4_000,
    durationMs: 0,
    provider: '',
    cached: false,
  },
  { kind: 'key-pressed', ...at(9_300), turn: 2, digit: '1', via: 'rfc4733', secret: false, offsetMs: 4_200 },
  { kind: 'barged-in', ...at(9_400), turn: 2, detectionMs: 320, stopMs: 360, minimumSpeechMs: 300 },
  { kind: 'turn-timed', ...at(9_400), turn: 1, latency },
  { kind: 'intent-matched', ...at(9_400), turn: 1, intent: 'yes', confidence: 0.9, node: 'greeting' },
  { kind: 'slot-filled', ...at(9_500), turn: 2, slot: 'product', value: '重疾险', said: '重疾' },
  { kind: 'tag-added', ...at(9_500), tag: 'hot' },
  { kind: 'tag-added', ...at(9_500), tag: 'hot' },
  { kind: 'grade-changed', ...at(9_500), grade: 'A', rule: 'ordered' },
  { kind: 'do-not-call-asked', ...at(9_500), said: '别再打了' },
  { kind: 'call-back-asked', ...at(9_500), wantedAtMs: null, reason: 'driving' },
  {
    kind: 'function-called',
    ...at(9_600),
    turn: 2,
    node: 'order',
    name: 'create-order',
    ok: true,
    reason: null,
    usedFallback: false,
    tookMs: 3,
  },
  { kind: 'order-created', ...at(9_600), orderId, product: '重疾险', amount: '500000' },
  { kind: 'order-created', ...at(9_601), orderId, product: '重疾险', amount: '500000' },
  { kind: 'transfer-started', ...at(9_700), seat: 'amy', summary: '' },
  { kind: 'transfer-answered', ...at(9_800), seat: 'amy', afterMs: 100 },
  { kind: 'transfer-ended', ...at(14_800), seat: 'amy', bridgedMs: 5_000 },
  { kind: 'degraded', ...at(14_800), what: 'recognizer', reason: 'gone' },
  { kind: 'recording-closed', ...at(15_000), folder: callId, tracks: [track], maskedSpans: [], complete: true },
  { kind: 'media-measured', ...at(15_000), legs: [measured] },
  {
    kind: 'used',
    ...at(15_000),
    provider: 'espeak',
    recognizedSec: 0,
    synthesizedChars: 20,
    cachedChars: 2,
    modelTokens: 0,
  },
  {
    kind: 'call-ended',
    ...at(15_000),
    outcome: 'transferred',
    hangUpBy: 'seat',
    sipStatus: null,
    q850Cause: 16,
    reason: 'the seat hung up',
  },
];

test('recordOf() folds every event of a whole call into a valid record', () => {
  const record = recordOf(events);
  expect(callRecordSchema.parse(record)).toEqual(record);
  expect(record).toMatchObject({
    outcome: 'transferred',
    hangUpBy: 'seat',
    answeredBy: 'human',
    answeredByReason: 'spoke',
    earlyMedia: null,
    inviteSent: true,
    sipStatus: 200,
    q850Cause: 16,
    turns: 2,
    ringSec: 4,
    talkSec: 10,
    bridgedSec: 5,
    tags: ['hot'],
    grade: 'A',
    gradeRule: 'ordered',
    legs: [measured],
    doNotCall: true,
    callBack: { reason: 'driving' },
    slots: { product: '重疾险' },
    orders: [{ product: '重疾险', amount: '500000' }],
    functions: [{ turn: 2, node: 'order', name: 'create-order', ok: true, reason: null, tookMs: 3 }],
    transfer: { seat: 'amy', answered: true, bridgedMs: 5_000 },
    latencies: [{ turn: 1 }],
    bargeIns: [{ stopMs: 360 }],
    turnMeasures: [{ turn: 1, sound: null, emotion: guessed }],
    intents: [{ intent: 'yes' }],
    degraded: [{ what: 'recognizer' }],
    usage: [{ synthesizedChars: 20 }],
    recording: { complete: true, tracks: [{ file: 'customer.alaw' }] },
    path: [{ node: 'greeting' }],
  });
  expect(record.transcript.map(({ speaker, text }) => `${speaker}: ${text}`)).toEqual([
    'robot: 您好',
    'customer: 好的',
    'customer: [1]',
  ]);
});

test('recordOf() of events that a crash cut is an interrupted call that ended where they end', () => {
  const record = recordOf(events.slice(0, 8));
  expect(record).toMatchObject({
    outcome: 'interrupted',
    hangUpBy: 'network',
    endedAtMs: 9_000,
    talkSec: 4,
    recording: { complete: false },
  });
});

test('recordOf() keeps what an announcement told before anybody answered', () => {
  const told = { cause: 'powered-off', by: 'words', heard: '您拨打的电话已关机' } as const;
  const record = recordOf([...events.slice(0, 2), { kind: 'early-media-understood', ...at(3_000), ...told }]);
  expect(record.earlyMedia).toEqual(told);
});

test('recordOf() of a failed transfer keeps its reason', () => {
  const record = recordOf([
    ...events.slice(0, 8),
    { kind: 'transfer-failed', ...at(9_900), seat: null, reason: 'no-seat' },
  ]);
  expect(record.transfer).toEqual({ seat: null, answered: false, reason: 'no-seat', bridgedMs: 0 });
});

test('recordOf() refuses events that begin in the middle', () => {
  expect(() => recordOf(events.slice(1))).toThrow("the first event is 'invite-sent', wanted 'call-started'");
});
