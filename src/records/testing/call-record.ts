import { randomUUID } from 'node:crypto';
import { callRecordSchema, type CallRecord } from '../../contract/call-record.ts';
import type { TenantId } from '../../contract/ids.ts';

/** A call in which a person answered, said two things and was told two, with `fields` in place of what matters. */
export function callRecordOf(tenantId: TenantId, fields: Partial<CallRecord> = {}): CallRecord {
  const startedAtMs = fields.startedAtMs ?? Date.UTC(2026, 2, 2, 2, 0, 0);
  const entry = { node: 'greeting', offsetMs: 0, durationMs: 1_000, completed: true, via: null, confidence: null };
  return callRecordSchema.parse({
    callId: `n1-${randomUUID()}`,
    tenantId,
    attemptId: null,
    campaignId: null,
    leadId: null,
    callee: '+8613812345678',
    caller: '+861088886666',
    trunk: 'main',
    scriptId: 'insurance',
    scriptVersion: 1,
    outcome: 'completed',
    hangUpBy: 'robot',
    sipStatus: 200,
    q850Cause: null,
    reason: 'finished',
    answeredBy: 'human',
    startedAtMs,
    inviteSent: true,
    answeredAtMs: startedAtMs + 4_000,
    endedAtMs: startedAtMs + 34_000,
    ringSec: 4,
    talkSec: 30,
    bridgedSec: 0,
    turns: 2,
    transcript: [
      { ...entry, speaker: 'robot', text: '您好，我是智能助理', turn: 0 },
      { ...entry, speaker: 'customer', text: '重疾险 100%', turn: 1, via: 'real-time-text', confidence: 1 },
      { ...entry, speaker: 'robot', text: '好的', turn: 1, completed: false },
    ],
    intents: [{ turn: 1, intent: 'interested', confidence: 0.9, node: 'greeting' }],
    slots: { product: '重疾险' },
    tags: ['有意向'],
    grade: 'B',
    gradeRule: 'interested',
    path: [{ flow: 'main', node: 'greeting', atMs: startedAtMs + 4_000 }],
    latencies: [
      {
        turn: 1,
        latency: {
          endpointMs: 250,
          recognizerMs: null,
          dialogueMs: 1,
          modelMs: null,
          synthesisMs: 20,
          firstPacketMs: 350,
        },
      },
    ],
    bargeIns: [{ turn: 1, detectionMs: 320, stopMs: 380, minimumSpeechMs: 300 }],
    doNotCall: false,
    callBack: null,
    orders: [],
    transfer: null,
    recording: {
      folder: '2026/03/02/a',
      tracks: [
        {
          kind: 'audio',
          leg: 'customer',
          codec: 'PCMA',
          sampleRateHz: 8_000,
          file: 'customer.alaw',
          startOffsetMs: 0,
          durationMs: 30_000,
          sha256: '0'.repeat(64),
        },
      ],
      maskedSpans: [],
      complete: true,
    },
    usage: [{ provider: 'espeak', recognizedSec: 0, synthesizedChars: 20, cachedChars: 5, modelTokens: 0 }],
    degraded: [],
    sipCallIds: [],
    ...fields,
  });
}
