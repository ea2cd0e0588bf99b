import { z } from 'zod';
import { callIdSchema } from './ids.ts';
import { agentStateSchema } from './queue-fact.ts';

const count = z.number().int();
const spanMs = z.number().nullable();

/** How a queue does now, and how it did since `sinceMs`. Spans are in milliseconds, null where there was none. */
export const queueRowSchema = z.object({
  name: z.string(),
  displayName: z.string().nullable(),
  /** On the line; those who hung up and wait to be called back are `callBacks`. */
  waiting: count,
  callBacks: count,
  longestWaitMs: z.number(),
  /** What somebody who came now would have to wait; null: nobody at work could serve him. */
  expectedWaitMs: spanMs,
  /** Signed-in agents who serve it, by state. */
  agents: z.record(agentStateSchema.exclude(['offline']), count),
  today: z.object({
    entered: count,
    connected: count,
    connectedInTime: count,
    abandoned: count,
    shortlyAbandoned: count,
    overflowed: count,
    callBacksAsked: count,
    callBacksReached: count,
    /** From 0 to 1. */
    serviceLevel: z.number().nullable(),
    meanWaitMs: spanMs,
    longestWaitMs: spanMs,
    meanTalkMs: spanMs,
  }),
});
export type QueueRow = z.infer<typeof queueRowSchema>;

export const agentRowSchema = z.object({
  seat: z.string(),
  state: agentStateSchema,
  reason: z.string().nullable(),
});
export type AgentRow = z.infer<typeof agentRowSchema>;

/** Somebody who is to be called back; without a queue it is for people to see to. */
export const callBackRowSchema = z.object({
  callId: callIdSchema,
  queue: z.string().nullable(),
  number: z.string(),
  askedAtMs: z.number(),
  attempts: count,
});

/** The queues of a tenant as supervisors watch them. */
export const queueBoardSchema = z.object({
  /** Figures count from here: midnight, or the start of the program where that was later. */
  sinceMs: z.number(),
  queues: z.array(queueRowSchema),
  /** Every seat. */
  agents: z.array(agentRowSchema),
  callBacks: z.array(callBackRowSchema),
});
export type QueueBoard = z.infer<typeof queueBoardSchema>;
