import { z } from 'zod';
import {
  answeredBySchema,
  callDirectionSchema,
  callOutcomeSchema,
  hangUpBySchema,
  leadGradeSchema,
} from './call-outcome.ts';
import { attemptIdSchema, callIdSchema, campaignIdSchema, leadIdSchema, orderIdSchema, tenantIdSchema } from './ids.ts';
import { queueFactSchema } from './queue-fact.ts';
import { chosenVariantSchema } from './script/experiment.ts';
import { turnMeasureSchema } from './turn-measure.ts';

/** How words or keys came in. */
export const hearingViaSchema = z.enum(['real-time-text', 'speech', 'rfc4733', 'sip-info', 'in-band']);
export type HearingVia = z.infer<typeof hearingViaSchema>;

/** Milliseconds of each part of one turn, from the last voiced frame to the first packet of the reply; null where a part did not happen. */
export const turnLatencySchema = z.object({
  /** From the last voiced frame to the end of the turn. */
  endpointMs: z.number().nullable(),
  /** How much of that the endpointing policy wanted. */
  policyMs: z.number().optional(),
  recognizerMs: z.number().nullable(),
  dialogueMs: z.number().nullable(),
  modelMs: z.number().nullable(),
  synthesisMs: z.number().nullable(),
  /** From the last voiced frame to the first packet of the reply, endpointing included. */
  firstPacketMs: z.number().nullable(),
  /** Replies that were made ready before the turn was over, from the words so far: those that were said, and those thrown away. */
  speculation: z.object({ hits: z.number().int(), misses: z.number().int() }).optional(),
});

/** `unfit`: it named nothing that was asked after; `overtaken`: the customer went on before it came. */
export const opinionHowSchema = z.enum(['decided', 'unfit', 'late', 'failed', 'overtaken']);
export type OpinionHow = z.infer<typeof opinionHowSchema>;

/** A recorded track: one leg, one kind of medium, written while the call ran. */
export const recordingTrackSchema = z.object({
  kind: z.enum(['audio', 'text']),
  leg: z.enum(['customer', 'robot', 'seat']),
  codec: z.enum(['PCMA', 'PCMU', 'L16', 'T140']),
  sampleRateHz: z.number().int(),
  /** File name inside the call's recording folder. */
  file: z.string(),
  /** From the start of the recording, in milliseconds. */
  startOffsetMs: z.number(),
  durationMs: z.number(),
  sha256: z.string(),
});
export type RecordingTrack = z.infer<typeof recordingTrackSchema>;

/** A span that playback and export must silence, e.g. secret keys. Milliseconds from the start of the recording. */
export const maskedSpanSchema = z.object({ fromMs: z.number(), toMs: z.number(), reason: z.string() });
export type MaskedSpan = z.infer<typeof maskedSpanSchema>;

/** How the sound of one leg was, over all its time in the call. */
export const legMeasureSchema = z.object({
  leg: z.string(),
  role: z.enum(['customer', 'seat']),
  /** How the peer's voice sounded here and ours there, 1 to 4.4 (E-model, ITU-T G.107); null where nothing is known. */
  mos: z.number().nullable(),
  mosAtPeer: z.number().nullable(),
  /** Of the packets that were to come here, 0 to 1. */
  lossShare: z.number(),
  jitterMs: z.number(),
  /** Null until the peer has answered a report of ours (RTCP). */
  roundTripMs: z.number().nullable(),
  packetsSent: z.number().int(),
  packetsReceived: z.number().int(),
  packetsLost: z.number().int(),
  /** Packets sent more than 20 ms after they were due. */
  packetsLate: z.number().int(),
});
export type LegMeasure = z.infer<typeof legMeasureSchema>;

/** What a party is in a call. Nobody hears a listener, and only one party a whisperer. */
export const partyRoleSchema = z.enum(['caller', 'callee', 'agent', 'member', 'listener', 'whisperer']);
export type PartyRole = z.infer<typeof partyRoleSchema>;

/** A part of a call that may fail while the call goes on. */
export const degradedPartSchema = z.enum([
  'recognizer',
  'synthesizer',
  'voice-detector',
  'denoiser',
  'recording',
  'media',
  'services',
  'script',
  'language-model',
]);

const at = { /** Wall time, ms since the epoch. */ atMs: z.number() };
const call = { callId: callIdSchema, ...at };

/**
 * What happens in a call, in the past tense, in order. The first is `call-started`, the last `call-ended`;
 * the record is a fold over them.
 */
export const callEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call-started'),
    ...call,
    tenantId: tenantIdSchema,
    attemptId: attemptIdSchema.nullable(),
    campaignId: campaignIdSchema.nullable(),
    leadId: leadIdSchema.nullable(),
    direction: callDirectionSchema.default('outbound'),
    callee: z.string(),
    caller: z.string(),
    trunk: z.string().nullable(),
    /** Null: no robot speaks in this call. */
    scriptId: z.string().nullable(),
    scriptVersion: z.number(),
    /** Which variants of experiments the script was held with. */
    variants: z.array(chosenVariantSchema).optional(),
  }),
  /** The INVITE left us. */
  z.object({ kind: z.literal('invite-sent'), ...call, sipCallId: z.string() }),
  /** A provisional answer came. */
  z.object({ kind: z.literal('progressed'), ...call, status: z.number().int(), earlyMedia: z.boolean() }),
  /** Words or a tone in early media told why the call will fail. */
  z.object({
    kind: z.literal('early-media-understood'),
    ...call,
    cause: callOutcomeSchema,
    /** `recording`: one that an operator has named. */
    by: z.enum(['words', 'tone', 'recording']),
    heard: z.string(),
  }),
  z.object({ kind: z.literal('answered'), ...call, status: z.number().int() }),
  z.object({ kind: z.literal('answered-by-decided'), ...call, answeredBy: answeredBySchema, reason: z.string() }),
  z.object({ kind: z.literal('recording-started'), ...call, folder: z.string() }),
  z.object({ kind: z.literal('node-entered'), ...call, flow: z.string(), node: z.string() }),
  /** The robot's sentence is over: `text` is what was meant, `spokenText` what had been said when it stopped. */
  z.object({
    kind: z.literal('robot-said'),
    ...call,
    turn: z.number().int(),
    node: z.string(),
    text: z.string(),
    spokenText: z.string(),
    completed: z.boolean(),
    /** From the start of the recording. */
    offsetMs: z.number(),
    durationMs: z.number(),
    provider: z.string(),
    cached: z.boolean(),
    /** A mere sign that the answer comes (承接语): no reply of the dialogue, and no turn is timed by it. */
    acknowledgement: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('customer-said'),
    ...call,
    turn: z.number().int(),
    node: z.string(),
    text: z.string(),
    confidence: z.number(),
    via: hearingViaSchema,
    offsetMs: z.number(),
    durationMs: z.number(),
  }),
  /** How the turn just said sounded, and an estimate of what it felt like. */
  z.object({ kind: z.literal('turn-measured'), ...call, ...turnMeasureSchema.shape }),
  /** `digit` is `*` for a secret node. */
  z.object({
    kind: z.literal('key-pressed'),
    ...call,
    /** The turn that this key belongs to. */
    turn: z.number().int(),
    digit: z.string(),
    via: hearingViaSchema,
    secret: z.boolean(),
    offsetMs: z.number(),
  }),
  /** The customer interrupted: from their first voiced frame to our decision, and to our last packet. */
  z.object({
    kind: z.literal('barged-in'),
    ...call,
    turn: z.number().int(),
    detectionMs: z.number(),
    stopMs: z.number(),
    minimumSpeechMs: z.number(),
  }),
  z.object({ kind: z.literal('turn-timed'), ...call, turn: z.number().int(), latency: turnLatencySchema }),
  z.object({
    kind: z.literal('intent-matched'),
    ...call,
    turn: z.number().int(),
    intent: z.string(),
    confidence: z.number(),
    node: z.string(),
  }),
  z.object({
    kind: z.literal('slot-filled'),
    ...call,
    turn: z.number().int(),
    slot: z.string(),
    value: z.string(),
    said: z.string(),
  }),
  z.object({ kind: z.literal('tag-added'), ...call, tag: z.string() }),
  z.object({ kind: z.literal('grade-changed'), ...call, grade: leadGradeSchema, rule: z.string() }),
  /** The customer asked never to be called again. */
  z.object({ kind: z.literal('do-not-call-asked'), ...call, said: z.string() }),
  z.object({
    kind: z.literal('call-back-asked'),
    ...call,
    /** Wall time wanted, or null for "some time". */ wantedAtMs: z.number().nullable(),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('function-called'),
    ...call,
    turn: z.number().int().default(0),
    node: z.string().default(''),
    name: z.string(),
    ok: z.boolean(),
    /** Why it did not do what it was asked; null where it did. */
    reason: z.string().nullable().default(null),
    /** True where the script went on without an answer. */
    usedFallback: z.boolean(),
    tookMs: z.number(),
  }),
  /** Words of a turn were in doubt, and a second opinion was asked: what it says they mean (`intent:price`, `none`), or why the first reading stands. */
  z.object({
    kind: z.literal('opinion-asked'),
    ...call,
    turn: z.number().int(),
    how: opinionHowSchema,
    meaning: z.string().nullable(),
    tookMs: z.number(),
  }),
  /** A sentence of a language model, and the passages of the script's texts that it was taken from (`terms#3`). */
  z.object({
    kind: z.literal('answer-cited'),
    ...call,
    turn: z.number().int(),
    node: z.string(),
    text: z.string(),
    passages: z.array(z.string()),
  }),
  /** Something of a language model's answer that was not said or done, and the rule it breaks. */
  z.object({
    kind: z.literal('answer-withheld'),
    ...call,
    turn: z.number().int(),
    node: z.string(),
    rule: z.string(),
    because: z.string(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('order-created'),
    ...call,
    orderId: orderIdSchema,
    product: z.string(),
    amount: z.string(),
  }),
  z.object({ kind: z.literal('transfer-started'), ...call, seat: z.string(), summary: z.string() }),
  z.object({ kind: z.literal('transfer-answered'), ...call, seat: z.string(), afterMs: z.number() }),
  z.object({
    kind: z.literal('transfer-failed'),
    ...call,
    seat: z.string().nullable(),
    reason: z.enum(['no-seat', 'no-answer', 'busy', 'rejected', 'failed', 'customer-hung-up']),
  }),
  z.object({ kind: z.literal('transfer-ended'), ...call, seat: z.string(), bridgedMs: z.number() }),
  /** Where a call of the switchboard is led, and why: `queue 'sales'`, `extension 801`. */
  z.object({ kind: z.literal('led'), ...call, to: z.string(), why: z.string() }),
  /** A leg leaves the house: `trunk` has it now, and shows `caller` to `callee`. The last one taken carries the call. */
  z.object({
    kind: z.literal('trunk-taken'),
    ...call,
    leg: z.string(),
    trunk: z.string(),
    caller: z.string(),
    callee: z.string(),
  }),
  /** Somebody can be heard in the call, or hears it, from now on. `party`: an extension, a seat, a number. */
  z.object({ kind: z.literal('party-joined'), ...call, leg: z.string(), party: z.string(), as: partyRoleSchema }),
  z.object({ kind: z.literal('party-changed'), ...call, leg: z.string(), party: z.string(), as: partyRoleSchema }),
  z.object({ kind: z.literal('party-left'), ...call, leg: z.string(), party: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('party-held'), ...call, leg: z.string(), party: z.string(), on: z.boolean() }),
  z.object({ kind: z.literal('parked'), ...call, place: z.string(), by: z.string() }),
  z.object({ kind: z.literal('unparked'), ...call, place: z.string(), by: z.string() }),
  z.object({ kind: z.literal('recording-paused'), ...call, on: z.boolean() }),
  /** What became of the call in a queue. */
  z.object({ kind: z.literal('queued'), ...call, fact: queueFactSchema }),
  /** What a flow did: a web service asked, a variable set (secret ones as `***`), a way that ended. */
  z.object({ kind: z.literal('flow-told'), ...call, node: z.string(), what: z.string() }),
  /** What the next person sees on screen of the caller's way (弹屏). `leg`: the caller's as a flow leads on, then each telephone's that rings. */
  z.object({
    kind: z.literal('card-shown'),
    ...call,
    leg: z.string(),
    flow: z.string(),
    keys: z.array(z.object({ node: z.string(), keys: z.string() })),
    values: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })),
  }),
  /** Something of the call works no longer, and what was done instead. */
  z.object({
    kind: z.literal('degraded'),
    ...call,
    what: degradedPartSchema,
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('recording-closed'),
    ...call,
    folder: z.string(),
    tracks: z.array(recordingTrackSchema),
    maskedSpans: z.array(maskedSpanSchema),
    complete: z.boolean(),
  }),
  /** Every leg that was open in the call, in the order they closed. */
  z.object({ kind: z.literal('media-measured'), ...call, legs: z.array(legMeasureSchema) }),
  /** What was used, by provider, for billing and reports. */
  z.object({
    kind: z.literal('used'),
    ...call,
    provider: z.string(),
    recognizedSec: z.number().default(0),
    synthesizedChars: z.number().default(0),
    cachedChars: z.number().default(0),
    modelTokens: z.number().default(0),
  }),
  z.object({
    kind: z.literal('call-ended'),
    ...call,
    outcome: callOutcomeSchema,
    hangUpBy: hangUpBySchema,
    sipStatus: z.number().int().nullable(),
    /** Q.850 cause of a Reason header (RFC 3326). */
    q850Cause: z.number().int().nullable(),
    reason: z.string(),
  }),
]);
export type CallEvent = z.infer<typeof callEventSchema>;
