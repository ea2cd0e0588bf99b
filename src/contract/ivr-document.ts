import { z } from 'zod';
import { lineNameSchema } from './line-name.ts';
import { voiceSchema } from './script-document.ts';
import { webLookUpShape } from './web-look-up.ts';

const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, 'an id is lower-case letters, digits and dashes, beginning with a letter');
/** The node to go on with. */
const targetSchema = idSchema;

/**
 * What callers hear: text with `{variable}` places (`{card:digits}` is read digit by digit), and a recording of it where there is one.
 * Spoken one after the other.
 */
export const ivrPromptSchema = z
  .union([
    z
      .string()
      .min(1)
      .transform((text) => ({ text, audio: null })),
    z
      .strictObject({
        text: z.string().default(''),
        /** wav file beside the document. */
        audio: z.string().min(1).nullable().default(null),
      })
      .refine(({ text, audio }) => text !== '' || audio !== null, {
        message: 'a prompt needs a text or an audio file',
      }),
  ])
  .transform((one) => one as { readonly text: string; readonly audio: string | null });
export type IvrPrompt = z.output<typeof ivrPromptSchema>;
const promptsSchema = z.union([ivrPromptSchema.transform((one) => [one]), z.array(ivrPromptSchema).max(20)]);

/** Comparison of a variable, or what a calendar of the lines document says; all of `all`, any of `any`, not `not`. */
export type IvrCondition =
  | { readonly all: readonly IvrCondition[] }
  | { readonly any: readonly IvrCondition[] }
  | { readonly not: IvrCondition }
  | {
      readonly variable: string;
      readonly is?: string | undefined;
      readonly oneOf?: readonly string[] | undefined;
      readonly startsWith?: string | undefined;
      readonly atLeast?: number | undefined;
      readonly atMost?: number | undefined;
      readonly filled?: boolean | undefined;
    }
  | { readonly calendar: string; readonly is: 'open' | 'closed' | 'holiday' };
export const ivrConditionSchema: z.ZodType<IvrCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(ivrConditionSchema).max(20) }),
    z.strictObject({ any: z.array(ivrConditionSchema).max(20) }),
    z.strictObject({ not: ivrConditionSchema }),
    z.strictObject({
      variable: z.string(),
      is: z.string().optional(),
      oneOf: z.array(z.string()).optional(),
      startsWith: z.string().optional(),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
      filled: z.boolean().optional(),
    }),
    z.strictObject({ calendar: lineNameSchema, is: z.enum(['open', 'closed', 'holiday']).default('open') }),
  ]),
);

const common = {
  /** What the author calls it, for people. */
  title: z.string().max(64).optional(),
  /** Where the canvas draws it; means nothing to a call. */
  position: z.object({ x: z.number(), y: z.number() }).optional(),
  /** Said when a call comes here. */
  say: promptsSchema.default([]),
  /** May a key cut what is said? Where not, keys wait until it is over. */
  bargeIn: z.boolean().default(true),
};

/** Nodes that wait for the caller. After `retries` more tries they go on by `failed`. */
const asking = {
  ...common,
  /** From the end of the prompt to the first key or word. */
  timeoutMs: z.number().int().min(500).max(60_000).default(5_000),
  retries: z.number().int().min(0).max(9).default(2),
  /** Said when nothing came, before asking again. */
  noInput: promptsSchema.default([]),
  /** Said when something else came, before asking again. */
  invalid: promptsSchema.default([]),
  failed: targetSchema.optional(),
};
const betweenKeysMs = z.number().int().min(500).max(30_000).default(3_000);

/** Nodes that give the call to somebody else. */
const leaving = {
  ...common,
  /** Where the caller goes whom nobody took. */
  failed: targetSchema.optional(),
  /** Where the caller goes who stays on when the other side has hung up, e.g. to be asked how it was. */
  next: targetSchema.optional(),
};

const keySchema = z.string().regex(/^[0-9*#]{1,8}$/, 'keys are one to eight of 0-9, * and #');
const templatesSchema = z.record(z.string(), z.string());

export const ivrNodeSchema = z.discriminatedUnion('kind', [
  /** Says something and takes the branch of the keys pressed. */
  z.object({ kind: z.literal('menu'), ...asking, keys: z.record(keySchema, targetSchema), betweenKeysMs }),
  /** Says something and goes on. */
  z.object({ kind: z.literal('prompt'), ...common, say: promptsSchema, next: targetSchema.optional() }),
  /** Collects keys into a variable; `secret` keys are kept out of facts, transcript and recording. */
  z.object({
    kind: z.literal('collect'),
    ...asking,
    into: idSchema,
    minDigits: z.number().int().min(1).max(40).default(1),
    maxDigits: z.number().int().min(1).max(40),
    terminator: z.enum(['#', '*', 'none']).default('#'),
    secret: z.boolean().default(false),
    betweenKeysMs,
    next: targetSchema.optional(),
  }),
  /** Takes the branch of the words heard; its key does the same where nothing is heard or no recogniser is there. */
  z.object({
    kind: z.literal('speech'),
    ...asking,
    choices: z
      .array(
        z.object({
          words: z.array(z.string().min(1)).min(1),
          key: z
            .string()
            .regex(/^[0-9*#]$/, 'a key is one of 0-9, * and #')
            .optional(),
          to: targetSchema,
        }),
      )
      .min(1)
      .max(50),
    /** What the recogniser must be at least this sure of. */
    minConfidence: z.number().min(0).max(1).default(0.4),
  }),
  /** Asks a web service; `say` is heard meanwhile. Any 2xx with all that `result` wants takes `ok`. */
  z.object({
    kind: z.literal('http'),
    ...common,
    ...webLookUpShape,
    ok: targetSchema.optional(),
    failed: targetSchema.optional(),
  }),
  /** Takes the first case that holds. */
  z.object({
    kind: z.literal('condition'),
    title: common.title,
    position: common.position,
    cases: z
      .array(z.object({ when: ivrConditionSchema, to: targetSchema }))
      .min(1)
      .max(50),
    otherwise: targetSchema.optional(),
  }),
  z.object({
    kind: z.literal('set'),
    title: common.title,
    position: common.position,
    values: z.record(idSchema, z.string()),
    next: targetSchema.optional(),
  }),
  /** Waits for an agent, who sees the keys pressed and the variables of `show`. */
  z.object({
    kind: z.literal('queue'),
    ...leaving,
    queue: lineNameSchema,
    /** Above others of the same queue. */
    priority: z.number().int().min(0).max(100).default(0),
    /** What this caller's agent must be able to, beside the queue's own skills. */
    skills: z.array(lineNameSchema).default([]),
    show: z.array(idSchema).default([]),
  }),
  z.object({
    kind: z.literal('extension'),
    ...leaving,
    /** Digits, or one `{variable}` whose digits are dialed inside the house; never leaves by a trunk. */
    extension: z
      .string()
      .regex(/^([1-9][0-9]{1,5}|\{[a-z][a-z0-9-]*\})$/, 'an extension is two to six digits, or one {variable}'),
    ringForMs: z.number().int().min(3_000).max(120_000).default(25_000),
  }),
  /** The robot goes on with a script. */
  z.object({ kind: z.literal('robot'), ...leaving, script: idSchema, variables: templatesSchema.default({}) }),
  /** A number outside: leaves by a trunk, so the gate is asked for a permit first. Never a variable: callers do not choose whom we pay for. */
  z.object({
    kind: z.literal('number'),
    ...leaving,
    number: z.string().regex(/^\+[1-9]\d{4,14}$/, 'a number is E.164'),
    /** Any trunk that takes the number where absent. */
    trunk: lineNameSchema.optional(),
    ringForMs: z.number().int().min(3_000).max(120_000).default(30_000),
  }),
  /** Records what the caller has to say. */
  z.object({
    kind: z.literal('voicemail'),
    ...leaving,
    /** The extension whose box it is. */
    box: z.string().regex(/^[1-9][0-9]{1,5}$/, 'a voicemail box is the number of its extension'),
    maxMs: z.number().int().min(5_000).max(600_000).default(120_000),
  }),
  /** Writes down that the caller wants to be called back, and goes on. */
  z.object({
    kind: z.literal('callback'),
    ...leaving,
    queue: lineNameSchema.optional(),
    /** The variable with the number to call; the caller's own where absent. */
    number: idSchema.optional(),
  }),
  /** Goes to the start of another flow, with the variables that both declare. */
  z.object({ kind: z.literal('goto'), ...common, flow: lineNameSchema }),
  z.object({ kind: z.literal('hang-up'), ...common, reason: z.string().min(1).max(64).default('finished') }),
]);
export type IvrNode = z.output<typeof ivrNodeSchema>;
export type IvrNodeOf<Kind extends IvrNode['kind']> = Extract<IvrNode, { kind: Kind }>;

/** IVR: one versioned document, YAML on disk and JSON in the database. What callers hear and where keys lead. */
export const ivrDocumentSchema = z.object({
  /** What routes and other flows call it. */
  name: lineNameSchema,
  displayName: z.string().max(64).optional(),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  voice: voiceSchema.prefault({}),
  /**
   * Names that `{name}` may use. Always there: `caller` and `called` (E.164, or empty where withheld). `secret` ones go into
   * requests and nowhere else.
   */
  variables: z
    .record(
      idSchema,
      z.object({
        default: z.string().default(''),
        description: z.string().default(''),
        secret: z.boolean().default(false),
      }),
    )
    .default({}),
  start: targetSchema,
  nodes: z.record(idSchema, ivrNodeSchema),
  limits: z
    .object({
      /** In the flow, transfers not counted. */
      maxMs: z.number().int().min(10_000).max(7_200_000).default(900_000),
      /** How often one node may be entered in one call. */
      maxVisits: z.number().int().min(1).max(100).default(20),
    })
    .prefault({}),
});
export type IvrDocument = z.output<typeof ivrDocumentSchema>;
export type IvrDocumentInput = z.input<typeof ivrDocumentSchema>;
