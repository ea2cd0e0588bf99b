import { z } from 'zod';
import {
  degradedPartSchema,
  hearingViaSchema,
  legMeasureSchema,
  maskedSpanSchema,
  opinionHowSchema,
  partyRoleSchema,
  recordingTrackSchema,
  turnLatencySchema,
} from './call-event.ts';
import {
  answeredBySchema,
  callDirectionSchema,
  callOutcomeSchema,
  hangUpBySchema,
  leadGradeSchema,
} from './call-outcome.ts';
import { keptDialogueSchema } from './kept-dialogue.ts';
import { chosenVariantSchema } from './script/experiment.ts';
import { turnMeasureSchema } from './turn-measure.ts';
import { attemptIdSchema, callIdSchema, campaignIdSchema, leadIdSchema, orderIdSchema, tenantIdSchema } from './ids.ts';

/** One thing said or pressed, in order. */
export const transcriptEntrySchema = z.object({
  speaker: z.enum(['robot', 'customer', 'seat']),
  text: z.string(),
  /** For the robot: false where it was interrupted, and `text` is what had been said. */
  completed: z.boolean().default(true),
  via: hearingViaSchema.nullable().default(null),
  confidence: z.number().nullable().default(null),
  node: z.string(),
  turn: z.number().int(),
  /** Milliseconds from the start of the recording. */
  offsetMs: z.number(),
  durationMs: z.number(),
});

export const usageSchema = z.object({
  provider: z.string(),
  recognizedSec: z.number(),
  synthesizedChars: z.number(),
  cachedChars: z.number(),
  modelTokens: z.number(),
});

/** The one result of a call: what the business half keeps. */
export const callRecordSchema = z.object({
  callId: callIdSchema,
  tenantId: tenantIdSchema,
  attemptId: attemptIdSchema.nullable(),
  campaignId: campaignIdSchema.nullable(),
  leadId: leadIdSchema.nullable(),
  direction: callDirectionSchema.default('outbound'),
  callee: z.string(),
  caller: z.string(),
  trunk: z.string().nullable(),
  scriptId: z.string().nullable(),
  scriptVersion: z.number().int(),
  /** Which variants of experiments the call was held with. */
  variants: z.array(chosenVariantSchema).default([]),
  outcome: callOutcomeSchema,
  hangUpBy: hangUpBySchema,
  /** Call-ID of each INVITE that left: two where the offer with text was refused. */
  sipCallIds: z.array(z.string()),
  sipStatus: z.number().int().nullable(),
  q850Cause: z.number().int().nullable(),
  reason: z.string(),
  answeredBy: answeredBySchema.nullable(),
  /** Why that is thought to be so: words, keys or sound. Null where nothing decided it. */
  answeredByReason: z.string().nullable().default(null),
  /** What was understood before anybody answered: an announcement or a tone of the network. */
  earlyMedia: z
    .object({ cause: callOutcomeSchema, by: z.enum(['words', 'tone', 'recording']), heard: z.string() })
    .nullable()
    .default(null),
  startedAtMs: z.number(),
  /** Whether an INVITE left: without one nobody's phone rang. */
  inviteSent: z.boolean(),
  answeredAtMs: z.number().nullable(),
  endedAtMs: z.number(),
  ringSec: z.number(),
  talkSec: z.number(),
  bridgedSec: z.number(),
  turns: z.number().int(),
  transcript: z.array(transcriptEntrySchema),
  intents: z.array(z.object({ turn: z.number().int(), intent: z.string(), confidence: z.number(), node: z.string() })),
  slots: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  grade: leadGradeSchema.nullable(),
  gradeRule: z.string().nullable(),
  path: z.array(z.object({ flow: z.string(), node: z.string(), atMs: z.number() })),
  latencies: z.array(z.object({ turn: z.number().int(), latency: turnLatencySchema })),
  bargeIns: z.array(
    z.object({ turn: z.number().int(), detectionMs: z.number(), stopMs: z.number(), minimumSpeechMs: z.number() }),
  ),
  /** How the customer's turns sounded and seemed to feel: estimates, never facts. */
  turnMeasures: z.array(turnMeasureSchema).default([]),
  /** Turns whose words were in doubt: what a second opinion said they mean, or why the first reading stood. */
  opinions: z
    .array(
      z.object({ turn: z.number().int(), how: opinionHowSchema, meaning: z.string().nullable(), tookMs: z.number() }),
    )
    .default([]),
  /** What a language model answered from the script's texts: the sentence, and the passages it was taken from. */
  citations: z
    .array(z.object({ turn: z.number().int(), node: z.string(), text: z.string(), passages: z.array(z.string()) }))
    .default([]),
  /** What a language model would have said or done, and was kept from. */
  withheld: z
    .array(
      z.object({ turn: z.number().int(), node: z.string(), rule: z.string(), because: z.string(), text: z.string() }),
    )
    .default([]),
  /** What the script asked of its functions, and why where they did not do it; the values they gave are in `slots`. */
  functions: z
    .array(
      z.object({
        turn: z.number().int(),
        node: z.string(),
        name: z.string(),
        ok: z.boolean(),
        reason: z.string().nullable(),
        tookMs: z.number(),
      }),
    )
    .default([]),
  doNotCall: z.boolean(),
  callBack: z.object({ wantedAtMs: z.number().nullable(), reason: z.string() }).nullable(),
  orders: z.array(z.object({ orderId: orderIdSchema, product: z.string(), amount: z.string() })),
  transfer: z
    .object({
      seat: z.string().nullable(),
      answered: z.boolean(),
      reason: z.string().nullable(),
      bridgedMs: z.number(),
    })
    .nullable(),
  recording: z
    .object({
      folder: z.string(),
      tracks: z.array(recordingTrackSchema),
      maskedSpans: z.array(maskedSpanSchema),
      complete: z.boolean(),
    })
    .nullable(),
  usage: z.array(usageSchema),
  degraded: z.array(z.object({ what: degradedPartSchema, reason: z.string() })),
  /** Who was in a call of the switchboard, in the order they came. */
  parties: z
    .array(
      z.object({
        leg: z.string(),
        party: z.string(),
        as: partyRoleSchema,
        joinedAtMs: z.number(),
        leftAtMs: z.number().nullable(),
      }),
    )
    .default([]),
  /** How each leg sounded; empty where the program died before its end. */
  legs: z.array(legMeasureSchema).default([]),
  /** How the robot's dialogue went, for a replay; kept beside the record, and absent where the record is read. */
  dialogue: keptDialogueSchema.optional(),
});
export type CallRecord = z.infer<typeof callRecordSchema>;
