import { z } from 'zod';
import { callTargetSchema } from './call-target.ts';
import { lineNameSchema } from './line-name.ts';
import { voiceSchema } from './script-document.ts';

const spanMs = (most: number) => z.number().int().min(0).max(most);
const dayMs = 86_400_000;

/** When callers are sent away from a queue; the first rule that holds wins. */
export const queueOverflowSchema = z.discriminatedUnion('when', [
  /** Has waited so long in this queue. */
  z.object({ when: z.literal('waited'), afterMs: z.number().int().min(1_000).max(dayMs), to: callTargetSchema }),
  /** Comes when so many wait already. */
  z.object({ when: z.literal('length'), waiting: z.number().int().min(1).max(10_000), to: callTargetSchema }),
  /** Nobody who could serve is signed in, or all of them are paused. */
  z.object({ when: z.literal('no-agents'), to: callTargetSchema }),
]);
export type QueueOverflow = z.infer<typeof queueOverflowSchema>;

export const queueStrategySchema = z.enum([
  'longest-idle',
  'round-robin',
  'fewest-calls',
  'ring-all',
  /** The best at what is wanted; among equals who is idle longest. */
  'skill-level',
]);

/** A queue of the switchboard (排队): who serves it, who comes next, what callers hear, and where they go when it takes too long. */
export const queueSchema = z.object({
  name: lineNameSchema,
  displayName: z.string().max(64).optional(),
  strategy: queueStrategySchema.default('longest-idle'),
  /** Seats that serve it, in the order of round robin; every seat with the skills where empty. */
  seats: z.array(lineNameSchema).default([]),
  /** What each of its agents must be able to. */
  skills: z.array(lineNameSchema).default([]),
  ringForMs: z.number().int().min(3_000).max(120_000).default(20_000),
  /** After a call, for notes (话后整理). */
  wrapUpMs: spanMs(600_000).default(10_000),
  /** An agent who let it ring is offered nothing for so long. */
  noAnswerRestMs: spanMs(600_000).default(5_000),
  /** Pauses an agent who let so many calls in a row ring; 0: never. */
  pauseAfterNoAnswers: z.number().int().min(0).max(20).default(3),
  /** A caller's priority grows by one each time this has passed; 0: never. */
  raisePriorityEveryMs: spanMs(dayMs).default(0),
  /** How long a call is taken to last with its wrap-up, until enough have been seen. */
  expectedHandleMs: z.number().int().min(5_000).max(dayMs).default(180_000),
  /** `default`, or a file `music/<name>.wav` in the program's data folder. */
  music: lineNameSchema.default('default'),
  /** Speaks the announcements, in its language. */
  voice: voiceSchema.prefault({}),
  announcements: z
    .object({
      firstAfterMs: spanMs(600_000).default(10_000),
      /** 0: only once. */
      everyMs: spanMs(600_000).default(45_000),
      position: z.boolean().default(true),
      waitingTime: z.boolean().default(true),
    })
    .optional(),
  /** Offers to ring the caller back when it would be his turn: he hangs up and keeps his place. */
  callBack: z
    .object({
      offerAfterMs: spanMs(600_000).default(60_000),
      attempts: z.number().int().min(1).max(5).default(2),
      retryAfterMs: z.number().int().min(10_000).max(dayMs).default(300_000),
      keepForMs: z.number().int().min(60_000).max(dayMs).default(14_400_000),
    })
    .optional(),
  overflow: z.array(queueOverflowSchema).default([]),
  serviceLevel: z
    .object({
      /** Answered within this counts as in time. */
      withinMs: z.number().int().min(1_000).max(3_600_000).default(20_000),
      /** Who leaves sooner than this did not wait for us and is not counted. */
      shortAbandonMs: spanMs(60_000).default(5_000),
    })
    .prefault({}),
});
export type QueueSettings = z.infer<typeof queueSchema>;
