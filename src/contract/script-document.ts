import { z } from 'zod';
import { leadGradeSchema } from './call-outcome.ts';

const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, 'an id is lower-case letters, digits and dashes, beginning with a letter');

/** May the customer interrupt this sentence? (打断策略) */
export const bargeInPolicySchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('never') }),
  /** After `protectMs` of the sentence, `minSpeechMs` of speech interrupts; backchannel words alone do not. */
  z.object({
    mode: z.literal('after'),
    protectMs: z.number().int().min(0).max(10_000).default(0),
    minSpeechMs: z.number().int().min(100).max(2_000).default(300),
  }),
  /** As soon as speech is certain. */
  z.object({ mode: z.literal('always'), minSpeechMs: z.number().int().min(100).max(2_000).default(200) }),
  /** Only when one of these words is heard. */
  z.object({ mode: z.literal('keyword'), keywords: z.array(z.string().min(1)).min(1) }),
]);
export type BargeInPolicy = z.infer<typeof bargeInPolicySchema>;

export const voiceLanguageSchema = z.enum(['cmn', 'yue', 'en']);
export const voiceEmotionSchema = z.enum(['neutral', 'warm', 'cheerful', 'serious', 'apologetic']);

/** How to speak. Providers map what they can and say what they cannot. */
export const voiceSchema = z.object({
  name: z.string().optional(),
  language: voiceLanguageSchema.default('cmn'),
  emotion: voiceEmotionSchema.default('neutral'),
  /** 1 is the voice's own speed. */
  speed: z.number().min(0.5).max(2).default(1),
  /** 1 is the voice's own pitch. */
  pitch: z.number().min(0.5).max(2).default(1),
});
export type Voice = z.infer<typeof voiceSchema>;

/** What one sentence changes of the script's voice: without defaults, so that nothing else changes with it. */
export const voiceChangeSchema = z.object({
  name: voiceSchema.shape.name,
  language: voiceLanguageSchema.optional(),
  emotion: voiceEmotionSchema.optional(),
  speed: voiceSchema.shape.speed.unwrap().optional(),
  pitch: voiceSchema.shape.pitch.unwrap().optional(),
});
export type VoiceChange = z.infer<typeof voiceChangeSchema>;

/**
 * One way to say it: text with `{variable}` places, and a recording of it (真人录音) where there is one. A recording of a
 * text with places comes in parts: files around the places, `{variable}` for what the synthesiser says there, or
 * `names/{variable}.wav` for a recording of each value.
 */
export const utteranceSchema = z.union([
  z
    .string()
    .min(1)
    .transform((text) => ({ text })),
  z.object({
    text: z.string().min(1),
    /** wav file beside the script, or the parts of the sentence in order. */
    audio: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(20)]).optional(),
  }),
]);
export type Utterance = z.output<typeof utteranceSchema>;

const utterancesSchema = z.union([utteranceSchema.transform((one) => [one]), z.array(utteranceSchema).min(1)]);

/**
 * Where a branch leads: a node of the same flow (`node`) or of another (`flow/node`); `repeat` asks the question again that a
 * global flow was entered from (outside one: the node's own), `return` goes back there and listens without asking.
 */
const targetSchema = z
  .string()
  .regex(
    /^(return|repeat|([a-z][a-z0-9-]*\/)?[a-z][a-z0-9-]*)$/,
    "a target is 'node', 'flow/node', 'return' or 'repeat'",
  );

/** Comparison of a variable, slot, tag, intent count or visited node; all of `all`, any of `any`, not `not`. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | {
      readonly slot: string;
      readonly is?: string | undefined;
      readonly atLeast?: number | undefined;
      readonly filled?: boolean | undefined;
    }
  | { readonly variable: string; readonly is?: string | undefined; readonly atLeast?: number | undefined }
  | { readonly tag: string }
  | { readonly intent: string; readonly atLeast?: number | undefined }
  | { readonly visited: string }
  | { readonly rounds: { readonly atLeast: number } }
  | { readonly outcome: string };
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema) }),
    z.strictObject({ any: z.array(conditionSchema) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({
      slot: z.string(),
      is: z.string().optional(),
      atLeast: z.number().optional(),
      filled: z.boolean().optional(),
    }),
    z.strictObject({ variable: z.string(), is: z.string().optional(), atLeast: z.number().optional() }),
    z.strictObject({ tag: z.string() }),
    z.strictObject({ intent: z.string(), atLeast: z.number().optional() }),
    z.strictObject({ visited: targetSchema }),
    z.strictObject({ rounds: z.strictObject({ atLeast: z.number() }) }),
    /**
     * `transferred`, `transfer-failed`, `ordered`, `order-failed`, `call-back`, `do-not-call`, or `NAME-ok` and
     * `NAME-failed` for a function of that name.
     */
    z.strictObject({ outcome: z.string() }),
  ]),
);

/**
 * What must be heard for a branch to be taken; the first that fits wins, more particular kinds first. Any branch may
 * carry `when` as a further demand; a `condition` branch is its `when` alone.
 */
export const branchSchema = z.object({
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
  bargeIn: bargeInPolicySchema.optional(),
  voice: voiceChangeSchema.optional(),
};
/** Where a yes must be said in words (orders, consent): 嗯 and its like do not count. */
const explicitYes = z.boolean().default(false);

export const nodeSchema = z.discriminatedUnion('kind', [
  /**
   * Says something and listens for its branches; without branches that need an answer it goes on by `any`. `ok` is taken where the
   * customer gave a value that the sentence read out another one.
   */
  z.object({
    kind: z.literal('speak'),
    ...speaking,
    explicitYes,
    /** Silence before the silence pattern acts. */ silenceMs: z.number().int().min(500).max(30_000).optional(),
  }),
  /** Goes on elsewhere; `set` first gives slots a value, or takes it away with an empty one. */
  z.object({
    kind: z.literal('jump'),
    ...common,
    to: targetSchema,
    set: z.record(idSchema, z.string()).default({}),
  }),
  z.object({ kind: z.literal('condition'), ...common }),
  /** Asks until the slot is filled, then `ok`; after `attempts` failures `failed`. */
  z.object({
    kind: z.literal('slot'),
    ...speaking,
    slot: idSchema,
    explicitYes,
    confirm: utterancesSchema.optional(),
    retry: utterancesSchema.optional(),
    attempts: z.number().int().min(1).max(9).default(3),
  }),
  /** Calls one of the program's functions; `saveTo` maps its values to slots. Branches `ok` and `failed`. */
  z.object({
    kind: z.literal('function'),
    ...speaking,
    name: idSchema,
    args: z.record(z.string(), z.string()).default({}),
    saveTo: z.record(z.string(), idSchema).default({}),
    timeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  }),
  /** Collects keys; `secret` keys are kept out of transcript, log, event and recording. */
  z.object({
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
  z.object({
    kind: z.literal('transfer'),
    ...speaking,
    skill: z.string().optional(),
    /** With `{variable}` places, for the agent. */ summary: z.string().default(''),
  }),
  /** Hands over to another script. */
  z.object({ kind: z.literal('handoff'), ...speaking, script: idSchema }),
  z.object({
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

export const flowSchema = z.object({
  kind: z.enum(['main', 'branch', 'global']).default('branch'),
  start: idSchema,
  nodes: z.record(idSchema, nodeSchema),
  /** For a global flow: the intents that enter it from anywhere. */
  enterOn: z.array(idSchema).default([]),
});

export const intentSchema = z.object({
  id: idSchema,
  name: z.string(),
  polarity: z.enum(['positive', 'negative', 'refuse', 'neutral']).default('neutral'),
  /** Any of these words. */
  keywords: z.array(z.string().min(1)).default([]),
  /** None of these words. */
  notKeywords: z.array(z.string().min(1)).default([]),
  /** Regular expressions, at most 200 characters each. */
  patterns: z.array(z.string().min(1).max(200)).default([]),
  samples: z.array(z.string().min(1)).default([]),
});
export type Intent = z.infer<typeof intentSchema>;

export const slotSchema = z.object({
  name: z.string(),
  entity: z.discriminatedUnion('type', [
    z.object({ type: z.literal('choice'), values: z.record(z.string(), z.array(z.string().min(1))) }),
    /** Money, normalised to whole yuan. `unitYuan` is what a bare number counts where the question implies it ("多少万"). */
    z.object({
      type: z.literal('amount'),
      unitYuan: z.number().positive().default(1),
      minYuan: z.number().optional(),
      maxYuan: z.number().optional(),
    }),
    /** A number followed by one of `units` (位, 个人) is understood even where it was not asked for. */
    z.object({
      type: z.literal('number'),
      min: z.number().optional(),
      max: z.number().optional(),
      units: z.array(z.string().min(1)).default([]),
    }),
    z.object({ type: z.literal('phone') }),
    /** A day or time of day, normalised to ISO against the call's start. */
    z.object({ type: z.literal('time') }),
    z.object({ type: z.literal('yes-no') }),
    z.object({ type: z.literal('digits') }),
    z.object({ type: z.literal('text') }),
  ]),
});

export type Slot = z.infer<typeof slotSchema>;
export type Entity = Slot['entity'];

/** A question people ask anywhere (知识库), answered, and then back to where we were. */
export const knowledgeSchema = z.object({
  id: idSchema,
  question: z.string(),
  similar: z.array(z.string()).default([]),
  keywords: z.array(z.string()).default([]),
  /** Intents that ask this question. */
  intents: z.array(idSchema).default([]),
  answers: utterancesSchema,
  /** Where to go after the answer; `repeat` asks the node's question again, `return` waits for its answer. */
  goTo: targetSchema.default('repeat'),
  tags: z.array(z.string()).default([]),
  bargeIn: bargeInPolicySchema.optional(),
});

export type Knowledge = z.infer<typeof knowledgeSchema>;

/** The patterns every conversation needs, whatever the flow. */
export const globalPatternsSchema = z.object({
  silence: z.object({
    afterMs: z.number().int().min(500).max(30_000).default(4_000),
    max: z.number().int().min(0).max(9).default(2),
    say: utterancesSchema,
    goTo: targetSchema.optional(),
  }),
  noMatch: z.object({
    max: z.number().int().min(0).max(9).default(2),
    say: utterancesSchema,
    goTo: targetSchema.optional(),
  }),
  /** The intents that ask to hear the last sentence again. */
  repeat: z
    .object({
      intents: z.array(idSchema).min(1).default(['ask-repeat', 'cannot-hear']),
      prefix: utterancesSchema.optional(),
    })
    .prefault({}),
  /** At this many rounds the call is brought to its end. */
  maxRounds: z.number().int().min(3).max(100).default(30),
  tooLong: z.object({ say: utterancesSchema, goTo: targetSchema.optional() }).optional(),
  /** The same question asked again and again. */
  repeatedQuestion: z.object({ max: z.number().int().min(1).max(9).default(2), say: utterancesSchema }).optional(),
  /**
   * Said where the answer is not heard within `afterMs` of the end of the customer's turn (承接语): a sign that it comes, never the
   * answer itself. They take turns; one that stands alone is said once a call.
   */
  acknowledge: z
    .object({ afterMs: z.number().int().min(200).max(10_000).default(800), say: utterancesSchema })
    .optional(),
  /** What a machine that answers gets. */
  voicemail: z.object({ leave: utterancesSchema.optional() }).prefault({}),
});

export const gradeRuleSchema = z.object({
  grade: leadGradeSchema,
  when: conditionSchema,
  name: z.string().default(''),
});

/** 话术: one versioned document, YAML on disk and JSON in the database. Everything a robot may say and why. */
export const scriptDocumentSchema = z.object({
  id: idSchema,
  name: z.string().min(1),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  purpose: z.enum(['marketing', 'service', 'notification', 'test']).default('marketing'),
  voice: voiceSchema.prefault({}),
  bargeIn: bargeInPolicySchema.default({ mode: 'after', protectMs: 0, minSpeechMs: 300 }),
  /** Names that `{name}` may use, from lead and campaign; `default` where the lead has none. */
  variables: z
    .record(z.string(), z.object({ default: z.string().optional(), description: z.string().default('') }))
    .default({}),
  slots: z.record(idSchema, slotSchema).default({}),
  intents: z.array(intentSchema).default([]),
  knowledge: z.array(knowledgeSchema).default([]),
  flows: z.record(idSchema, flowSchema),
  patterns: globalPatternsSchema,
  /** First rule that holds gives the grade; evaluated after every turn. */
  grades: z.array(gradeRuleSchema).default([]),
  /** Words that are heard but mean nothing by themselves (嗯、啊). */
  fillers: z.array(z.string()).default(['嗯', '啊', '哦', '呃', '那个', '唉', '对', '好的好的']),
});
export type ScriptDocument = z.infer<typeof scriptDocumentSchema>;
export type ScriptDocumentInput = z.input<typeof scriptDocumentSchema>;
