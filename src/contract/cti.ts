import { z } from 'zod';
import { callEventSchema, partyRoleSchema } from './call-event.ts';
import { callDirectionSchema } from './call-outcome.ts';
import { callIdSchema } from './ids.ts';

/**
 * Shapes of `/api/v1/cti`: what programs at an agent's side (CRM, screen pop, wallboard) are shown of calls while they run.
 * What they may ask is `switchboard-command.ts`. Numbers of people are masked unless the key has `numbers:read`.
 */

/** What the caller chose and said before a person answers (弹屏). */
export const ctiCardSchema = z.object({
  flow: z.string(),
  keys: z.array(z.object({ node: z.string(), keys: z.string() })),
  values: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })),
});
export type CtiCard = z.infer<typeof ctiCardSchema>;

export const ctiPartySchema = z.object({
  /** Names the party in commands. */
  leg: z.string(),
  /** An extension, a seat, a number. */
  party: z.string(),
  as: partyRoleSchema,
  state: z.enum(['ringing', 'talking', 'held', 'consulting']),
});

export const ctiCallSchema = z.object({
  callId: callIdSchema,
  direction: callDirectionSchema,
  caller: z.string(),
  callee: z.string(),
  state: z.enum(['dialing', 'ringing', 'talking', 'transferring', 'bridged', 'ending']),
  startedAtMs: z.number(),
  answeredAtMs: z.number().nullable(),
  parties: z.array(ctiPartySchema),
  card: ctiCardSchema.nullable(),
});
export type CtiCall = z.infer<typeof ctiCallSchema>;

export const ctiAgentSchema = z.object({
  seat: z.string(),
  state: z.enum(['offline', 'ready', 'ringing', 'busy', 'wrap-up', 'paused']),
  reason: z.string().nullable(),
  /** Wall time; null where it has been so since before this program started. */
  sinceMs: z.number().nullable(),
});
export type CtiAgent = z.infer<typeof ctiAgentSchema>;

/** Where somebody stopped reading: `seq` counts within `feed`, which is another after each start of the program. */
export const ctiPlaceSchema = z.object({ feed: z.string().max(64), seq: z.number().int().min(0) });
export type CtiPlace = z.infer<typeof ctiPlaceSchema>;

/** The first message of who opens `/api/v1/cti/live`, within ten seconds. */
export const ctiHelloSchema = z.object({
  kind: z.literal('hello'),
  /** An API key, where no `Authorization` header or session says who asks. */
  key: z.string().max(256).optional(),
  /** Sends what came after this place first. */
  since: ctiPlaceSchema.optional(),
  /** Only calls and agents of these extensions, seats or numbers; all of the tenant's without it. */
  parties: z.array(z.string().min(1).max(64)).max(200).optional(),
});
export type CtiHello = z.input<typeof ctiHelloSchema>;

const numbered = { seq: z.number().int() };

/** What comes over `/api/v1/cti/live`. */
export const ctiMessageSchema = z.discriminatedUnion('kind', [
  /** The first: `seq` is the last that was told, or the place read from. */
  z.object({ kind: z.literal('welcome'), feed: z.string(), ...numbered, heartbeatMs: z.number() }),
  /** `call` as it was just after; null where it is over. */
  z.object({ kind: z.literal('call-event'), ...numbered, event: callEventSchema, call: ctiCallSchema.nullable() }),
  /** A telephone of the call begins to ring: the moment for a screen pop. */
  z.object({ kind: z.literal('ringing'), ...numbered, party: z.string(), call: ctiCallSchema }),
  z.object({ kind: z.literal('agent-changed'), ...numbered, agent: ctiAgentSchema }),
  /** What was told after the place read from is kept no longer: ask for calls and agents anew. */
  z.object({ kind: z.literal('gap'), ...numbered }),
  /** Nothing happened; a reader who hears nothing for three of them is cut off. */
  z.object({ kind: z.literal('heartbeat'), ...numbered }),
]);
export type CtiMessage = z.infer<typeof ctiMessageSchema>;

/** Why `/api/v1/cti/live` was closed, by its WebSocket close code. */
export const ctiCloseCodes = {
  badMessage: 4400,
  notSignedIn: 4401,
  forbidden: 4403,
  noHello: 4408,
  tooSlow: 4413,
  tooMany: 4429,
} as const;
