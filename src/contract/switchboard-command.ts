import { z } from 'zod';
import { callIdSchema } from './ids.ts';
import { lineNameSchema } from './line-name.ts';

const call = { callId: callIdSchema };
/** A party of the call, by the `leg` that events and lists name. */
const party = { ...call, leg: z.string().min(1).max(128) };
const extensionSchema = z.string().regex(/^[1-9][0-9]{1,5}$/, 'an extension is two to six digits');
/** What a telephone of the house would dial: an extension, a feature code, a number outside. It is led and judged as dialed there. */
const dialableSchema = z.string().regex(/^[+*#0-9]{1,32}$/, 'a number to dial is digits, +, * and #');

/** How a supervisor is in a call: unheard, heard by one party alone, heard by all, or instead of the one supervised. */
export const monitorModeSchema = z.enum(['listen', 'whisper', 'barge', 'take-over']);
export type MonitorMode = z.infer<typeof monitorModeSchema>;

/** What may be asked of calls while they run: by the CTI interface, the console and, through feature codes, telephones. */
export const switchboardCommandSchema = z.discriminatedUnion('kind', [
  /** Rings an extension and, when it answers, dials for it. Answered with the call's id. */
  z.object({
    kind: z.literal('originate'),
    from: extensionSchema,
    to: dialableSchema,
    /** Asks the telephone to answer by itself (`Call-Info: answer-after=0`). */
    autoAnswer: z.boolean().default(false),
  }),
  /** Rings once more at that telephone, which is asked to answer by itself. */
  z.object({ kind: z.literal('answer'), ...call, extension: extensionSchema }),
  /** The party hears music, and is heard by nobody. */
  z.object({ kind: z.literal('hold'), ...party }),
  z.object({ kind: z.literal('resume'), ...party }),
  /** Blind: the party is led to the number, the one it talked with leaves when somebody is there. */
  z.object({ kind: z.literal('transfer'), ...party, to: dialableSchema }),
  /** The party asks somebody while the others hear music. */
  z.object({ kind: z.literal('consult'), ...party, to: dialableSchema }),
  /** Ends a consultation: the one who asked leaves, stays with both, or goes back alone. */
  z.object({ kind: z.literal('end-consult'), ...party, how: z.enum(['transfer', 'conference', 'cancel']) }),
  /** Somebody more for all to hear. */
  z.object({ kind: z.literal('add-party'), ...call, to: dialableSchema }),
  z.object({ kind: z.literal('drop-party'), ...party }),
  /** Answered with the place it is parked at. */
  z.object({
    kind: z.literal('park'),
    ...party,
    place: z
      .string()
      .regex(/^[0-9]{1,6}$/)
      .optional(),
  }),
  z.object({ kind: z.literal('unpark'), place: z.string().regex(/^[0-9]{1,6}$/), extension: extensionSchema }),
  /** Brings a call that rings at `ringing` to `extension`. */
  z.object({ kind: z.literal('pick-up'), ringing: extensionSchema, extension: extensionSchema }),
  /** Calls the supervisor's telephone into the call; asked again for the same one it changes the mode. */
  z.object({ kind: z.literal('monitor'), ...party, extension: extensionSchema, mode: monitorModeSchema }),
  z.object({ kind: z.literal('send-digits'), ...party, digits: z.string().regex(/^[0-9*#A-D]{1,64}$/) }),
  z.object({ kind: z.literal('pause-recording'), ...call, on: z.boolean() }),
  z.object({ kind: z.literal('hang-up'), ...call }),
  /** What an agent does from now on. */
  z.object({
    kind: z.literal('agent'),
    seat: lineNameSchema,
    state: z.enum(['ready', 'paused', 'offline']),
    reason: z.string().max(64).optional(),
  }),
]);
export type SwitchboardCommand = z.infer<typeof switchboardCommandSchema>;
export type CommandOf<Kind extends SwitchboardCommand['kind']> = Extract<SwitchboardCommand, { readonly kind: Kind }>;

/** What became of a command. `what` says where and what was wanted. */
export type CommandAnswer =
  | { readonly ok: true; readonly callId?: z.infer<typeof callIdSchema>; readonly place?: string }
  | {
      readonly ok: false;
      readonly code:
        | 'no-such-call'
        | 'no-such-party'
        | 'no-such-extension'
        | 'no-such-place'
        | 'no-such-seat'
        | 'not-now'
        | 'not-allowed'
        | 'not-reachable'
        | 'draining';
      readonly what: string;
    };
