import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { converseFields } from './converse-node.ts';
import { idSchema, targetSchema } from './names.ts';
import { bargeInPolicySchema, utterancesSchema, voiceChangeSchema } from './speaking.ts';

/**
 * What must be heard for a branch to be taken; the first that fits wins, more particular kinds first. Any branch may
 * carry `when` as a further demand; a `condition` branch is its `when` alone.
 */
export const branchSchema = z.strictObject({
  on: z.enum([
    'positive',
    'negative',
    'refuse',
    'silence',
    'unrecognised',
    'any',
    'intent',
    'digits',
    'ok',
    'failed',
    'skipped',
    'condition',
  ]),
  /** For `intent`. */
  intent: idSchema.optional(),
  /** For `digits`: the exact keys. */
  digits: z
    .string()
    .regex(/^[0-9*#]+$/)
    .optional(),
  when: conditionSchema.optional(),
  to: targetSchema,
  tag: z.string().optional(),
});
export type Branch = z.infer<typeof branchSchema>;

const common = {
  /** What the author calls it, for people. */
  title: z.string().optional(),
  tags: z.array(z.string()).default([]),
  branches: z.array(branchSchema).default([]),
};
const speaking = {
  ...common,
  /** Several ways to say it rotate on revisit. */
  say: utterancesSchema.optional(),
  /** The same in other words (换种说法): for who did not understand it, or was not understood twice. */
  rephrase: utterancesSchema.optional(),
  bargeIn: bargeInPolicySchema.optional(),
  voice: voiceChangeSchema.optional(),
  /** Sells: never said to an upset customer. Without it, what main and branch flows say is a pitch. */
  pitch: z.boolean().optional(),
};
/** Where a yes must be said in words (orders, consent): 嗯 and its like do not count. */
const explicitYes = z.boolean().default(false);

export const nodeSchema = z.discriminatedUnion('kind', [
  /**
   * Says something and listens for its branches; without branches that need an answer it goes on by `any`. `ok` is taken where the
   * customer gave a value that the sentence read out another one.
   */
  z.strictObject({
    kind: z.literal('speak'),
    ...speaking,
    explicitYes,
    /** Silence before the silence pattern acts. */ silenceMs: z.number().int().min(500).max(30_000).optional(),
  }),
  /** Goes on elsewhere; `set` first gives slots a value, or takes it away with an empty one. */
  z.strictObject({
    kind: z.literal('jump'),
    ...common,
    to: targetSchema,
    set: z.record(idSchema, z.string()).default({}),
  }),
  z.strictObject({ kind: z.literal('condition'), ...common }),
  /** Asks until the slot is filled, then `ok`; after `attempts` failures `failed`; `skipped` where the customer would not say. */
  z.strictObject({
    kind: z.literal('slot'),
    ...speaking,
    slot: idSchema,
    explicitYes,
    confirm: utterancesSchema.optional(),
    retry: utterancesSchema.optional(),
    attempts: z.number().int().min(1).max(9).default(3),
  }),
  /** Calls one of the program's functions; `saveTo` maps its values to slots. Branches `ok` and `failed`. */
  z.strictObject({
    kind: z.literal('function'),
    ...speaking,
    name: idSchema,
    args: z.record(z.string(), z.string()).default({}),
    saveTo: z.record(z.string(), idSchema).default({}),
    timeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  }),
  /**
   * Chooses from the product table by what is known, and says `say` after that. `ok` where a product fits, `failed` where none does;
   * `saveTo` keeps what was found in slots: `product` (its name), `id`, `reason` (why it, or why none), `price`, `description`.
   */
  z.strictObject({
    kind: z.literal('recommend'),
    ...speaking,
    /** Only these; the whole table where absent. */
    products: z.array(idSchema).min(1).optional(),
    /** The amount slot that says what the customer would spend. */
    budget: idSchema.optional(),
    /** Passes over what this call has recommended before: the next best. */
    next: z.boolean().default(false),
    saveTo: z.partialRecord(z.enum(['product', 'id', 'reason', 'price', 'description']), idSchema).default({}),
  }),
  /** Collects keys; `secret` keys are kept out of transcript, log, event and recording. */
  z.strictObject({
    kind: z.literal('digits'),
    ...speaking,
    slot: idSchema.optional(),
    maxDigits: z.number().int().min(1).max(40),
    terminator: z.enum(['#', '*', 'none']).default('#'),
    timeoutMs: z.number().int().min(1_000).max(60_000).default(8_000),
    attempts: z.number().int().min(1).max(9).default(3),
    retry: utterancesSchema.optional(),
    secret: z.boolean().default(false),
  }),
  /** Hands over to a person. Branch `failed` when nobody takes it. */
  z.strictObject({
    kind: z.literal('transfer'),
    ...speaking,
    skill: z.string().optional(),
    /** With `{variable}` places, for the agent. */ summary: z.string().default(''),
  }),
  /** A language model speaks, within bounds. */
  z.strictObject({ kind: z.literal('converse'), ...speaking, ...converseFields }),
  /** Hands over to another script. */
  z.strictObject({ kind: z.literal('handoff'), ...speaking, script: idSchema }),
  z.strictObject({
    kind: z.literal('end'),
    ...speaking,
    reason: z.string().default('finished'),
    callBack: z.boolean().default(false),
    /** The time slot that says when to call back. */
    callBackAt: idSchema.optional(),
    doNotCall: z.boolean().default(false),
  }),
]);
export type ScriptNode = z.infer<typeof nodeSchema>;
export type ScriptNodeOf<Kind extends ScriptNode['kind']> = Extract<ScriptNode, { kind: Kind }>;

export const flowSchema = z.strictObject({
  kind: z.enum(['main', 'branch', 'global']).default('branch'),
  start: idSchema,
  nodes: z.record(idSchema, nodeSchema),
  /** For a global flow: the intents that enter it from anywhere. */
  enterOn: z.array(idSchema).default([]),
});
