import { z } from 'zod';

const at = { /** Monotonic or wall time, as the inputs were; ms. */ atMs: z.number() };
const caller = { ...at, callId: z.string(), queue: z.string() };
/** In this queue, and since the caller first joined one. */
const waited = { waitedMs: z.number(), totalWaitedMs: z.number() };

export const agentStateSchema = z.enum(['offline', 'ready', 'ringing', 'busy', 'wrap-up', 'paused']);

/** What happened in queues, in the past tense: reports and service levels are folds over it. */
export const queueFactSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entered'), ...caller, position: z.number().int(), priority: z.number().int() }),
  z.object({ kind: z.literal('offered'), ...caller, agent: z.string(), waitedMs: z.number() }),
  z.object({
    kind: z.literal('offer-failed'),
    ...caller,
    agent: z.string(),
    /** `agent-taken`: another call had the agent first. */
    reason: z.enum(['no-answer', 'refused', 'agent-left', 'agent-taken', 'answered-elsewhere', 'caller-left']),
  }),
  z.object({ kind: z.literal('connected'), ...caller, ...waited, agent: z.string(), calledBack: z.boolean() }),
  z.object({ kind: z.literal('abandoned'), ...caller, ...waited }),
  z.object({
    kind: z.literal('overflowed'),
    ...caller,
    ...waited,
    reason: z.enum(['waited', 'length', 'no-agents']),
    to: z.string(),
  }),
  z.object({ kind: z.literal('call-back-asked'), ...caller, ...waited }),
  z.object({ kind: z.literal('call-back-tried'), ...caller, agent: z.string(), attempt: z.number().int() }),
  z.object({
    kind: z.literal('call-back-given-up'),
    ...caller,
    ...waited,
    reason: z.enum(['not-reached', 'too-late', 'withdrawn']),
  }),
  z.object({ kind: z.literal('handled'), ...caller, agent: z.string(), talkMs: z.number() }),
  z.object({
    kind: z.literal('agent-changed'),
    ...at,
    agent: z.string(),
    state: agentStateSchema,
    reason: z.string().nullable(),
  }),
]);
export type QueueFact = z.infer<typeof queueFactSchema>;
