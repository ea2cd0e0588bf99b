import { z } from 'zod';
import { understandingSchema } from './kept-dialogue.ts';
import { scriptChangeSchema } from './script-library.ts';

/** Shapes of the daily loop (话术优化): what was not understood, what an author makes of it, and where people are lost. */

/**
 * `missed`: nothing could be made of it. `doubted`: read with little confidence. `denied`: the customer said no to 您是说…吗.
 * `objected`: his next words were that he did not mean that. `said-again`: he said the same once more. `hung-up`: he hung up on the answer.
 */
export const gatheredWhySchema = z.enum(['missed', 'denied', 'objected', 'doubted', 'said-again', 'hung-up']);
export type GatheredWhy = z.infer<typeof gatheredWhySchema>;

/** One sentence of one call that was not understood, or wrongly. */
export const gatheredSentenceSchema = z.object({
  callId: z.string(),
  /** Among the inputs of its dialogue, from 0. */
  step: z.number().int(),
  saidAtMs: z.number(),
  scriptVersion: z.number().int(),
  flow: z.string(),
  node: z.string(),
  /** What the robot had said before it. */
  question: z.string(),
  /** Names and numbers of people are blanked out. */
  text: z.string(),
  why: gatheredWhySchema,
  /** What it was read as, the reading to act on first. */
  readings: understandingSchema.shape.readings,
  /** Seconds of the recording; null where there is none of it. */
  fromSec: z.number().nullable(),
  toSec: z.number().nullable(),
});
export type GatheredSentence = z.infer<typeof gatheredSentenceSchema>;

/** Sentences that are nearly the same. */
export const sentenceGroupSchema = z.object({
  /** The same for the same representative. */
  id: z.string(),
  /** The one that was said most. */
  text: z.string(),
  /** How often one of it was said. */
  count: z.number().int(),
  /** Each wording once, the most frequent first. */
  texts: z.array(z.string()),
  /** Where they were said, the most frequent first. */
  nodes: z.array(z.object({ flow: z.string(), node: z.string(), count: z.number().int() })),
  /** The newest of them. */
  sentences: z.array(gatheredSentenceSchema),
});
export type SentenceGroup = z.infer<typeof sentenceGroupSchema>;

export const misunderstoodSchema = z.object({
  scriptId: z.string(),
  /** All that is open, before grouping. */
  sentences: z.number().int(),
  /** The biggest first. */
  groups: z.array(sentenceGroupSchema),
  /** What is never shown, by its words. */
  ignored: z.array(z.object({ text: z.string(), by: z.string(), atMs: z.number() })),
});
export type Misunderstood = z.infer<typeof misunderstoodSchema>;

export const misunderstoodFilterSchema = z.object({
  /** Those said at nodes of this name alone. */
  node: z.string().max(48).optional(),
  flow: z.string().max(48).optional(),
  why: gatheredWhySchema.optional(),
  version: z.coerce.number().int().positive().optional(),
  /** At most so many sentences, the newest. */
  limit: z.coerce.number().int().min(1).max(20_000).default(5_000),
});
export type MisunderstoodFilter = z.output<typeof misunderstoodFilterSchema>;

const textsSchema = z.array(z.string().trim().min(1).max(500)).min(1).max(1_000);

/** What sentences mean: an intent of the script or a standard one, a new intent, or a question of the knowledge base. */
export const assignmentSchema = z.object({
  texts: textsSchema,
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('intent'), id: z.string().min(1) }),
    z.object({ kind: z.literal('new-intent'), id: z.string().min(1), name: z.string().trim().min(1) }),
    z.object({ kind: z.literal('knowledge'), id: z.string().min(1) }),
  ]),
});
export type Assignment = z.output<typeof assignmentSchema>;

export const ignoreSchema = z.object({ texts: textsSchema, ignored: z.boolean().default(true) });

/** A share of those who got somewhere, with its 95 % interval (Wilson). */
export const shareSchema = z.object({
  of: z.number().int(),
  count: z.number().int(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Share = z.infer<typeof shareSchema>;

/** How somebody was lost: hung up there, said no there, or left at the next words without one of his own. */
export const lostHowSchema = z.enum(['hung-up', 'refused', 'right-after']);
export type LostHow = z.infer<typeof lostHowSchema>;

export const lostExampleSchema = z.object({
  callId: z.string(),
  how: lostHowSchema,
  /** The last exchange, names and numbers of people blanked out. */
  robotSaid: z.string(),
  customerSaid: z.string(),
  /** Seconds of the recording; null where there is none. */
  atSec: z.number().nullable(),
});
export type LostExample = z.infer<typeof lostExampleSchema>;

export const losingNodeSchema = z.object({
  flow: z.string(),
  node: z.string(),
  lost: shareSchema,
  how: z.record(lostHowSchema, z.number().int()),
  examples: z.array(lostExampleSchema),
  /** What changed in the node since the version before. */
  changes: z.array(scriptChangeSchema),
  /** The loss in the version before; null where too few got there. */
  before: shareSchema.nullable(),
  /** Share now less share before, with its 95 % interval (Newcombe); `cannot-tell` where that holds 0. */
  difference: z
    .object({ points: z.number(), low: z.number(), high: z.number(), says: z.enum(['less', 'more', 'cannot-tell']) })
    .nullable(),
});
export type LosingNode = z.infer<typeof losingNodeSchema>;

export const tuningReportSchema = z.object({
  scriptId: z.string(),
  version: z.number().int(),
  /** The version before that has calls; null where none has. */
  versionBefore: z.number().int().nullable(),
  calls: z.number().int(),
  callsBefore: z.number().int(),
  leastVisits: z.number().int(),
  /** Those that lose most people, at most five. */
  nodes: z.array(losingNodeSchema),
});
export type TuningReport = z.infer<typeof tuningReportSchema>;

/** What a draft changes, before it is published: of cases, of past calls, and of meanings that its sentences meet in. */
export const draftEffectsSchema = z.object({
  scriptId: z.string(),
  /** Null where no cases were given. `from` and `to`: whether it went as it should with the newest version and with the draft. */
  cases: z
    .object({
      count: z.number().int(),
      changed: z.array(
        z.object({
          name: z.string(),
          line: z.number().int(),
          from: z.boolean(),
          to: z.boolean(),
          said: z.array(z.string()),
        }),
      ),
    })
    .nullable(),
  /** Past calls of the newest version that would go otherwise, with what falls away and what comes in its place. */
  calls: z.object({
    count: z.number().int(),
    changed: z.array(
      z.object({
        callId: z.string(),
        parts: z.boolean(),
        steps: z.array(
          z.object({
            afterMs: z.number(),
            input: z.string(),
            before: z.array(z.string()),
            after: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
  /** Sentences that two meanings understand in the draft and did not in the newest version. */
  collisions: z.array(z.string()),
});
export type DraftEffects = z.infer<typeof draftEffectsSchema>;

export const effectsWishSchema = z.object({
  /** The text of a file of cases. */
  cases: z.string().max(2_000_000).optional(),
  /** So many past calls, the newest. */
  calls: z.number().int().min(0).max(2_000).default(200),
});
export type EffectsWish = z.output<typeof effectsWishSchema>;
