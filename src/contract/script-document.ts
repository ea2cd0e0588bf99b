import { z } from 'zod';
import { bargeInPolicySchema, voiceSchema } from './script/speaking.ts';
import { flowSchema } from './script/node.ts';
import { intentSchema, slotSchema, knowledgeSchema, understandingSchema } from './script/understanding.ts';
import { globalPatternsSchema, gradeRuleSchema } from './script/patterns.ts';
import { idSchema, targetSchema } from './script/names.ts';
import { scriptTextSchema } from './script/text.ts';
import { variableSchema } from './script/variable.ts';
import { productSchema } from './script/product.ts';
import { webFunctionSchema } from './script/web-function.ts';
import { scriptExperimentSchema } from './script/experiment.ts';
import { extractSchema } from './script/extract.ts';

export {
  voiceLanguageSchema,
  voiceEmotionSchema,
  voiceSchema,
  type BargeInPolicy,
  type Voice,
  type VoiceChange,
  type Utterance,
} from './script/speaking.ts';
export { type Condition } from './script/condition.ts';
export { nodeSchema, type Branch, type ScriptNode, type ScriptNodeOf } from './script/node.ts';
export { type Variable } from './script/variable.ts';
export { type Product } from './script/product.ts';
export { type WebFunction } from './script/web-function.ts';
export { type Entity } from './script/entity.ts';
export { type ExtractField } from './script/extract.ts';
export { intentSchema, knowledgeSchema, type Intent, type Knowledge } from './script/understanding.ts';

/** 话术: one versioned document, YAML on disk and JSON in the database. Everything a robot may say and why. */
export const scriptDocumentSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  purpose: z.enum(['marketing', 'service', 'notification', 'test']).default('marketing'),
  voice: voiceSchema.prefault({}),
  bargeIn: bargeInPolicySchema.default({ mode: 'after', protectMs: 0, minSpeechMs: 300 }),
  /** Names that `{name}` may use, from lead and campaign. */
  variables: z.record(z.string(), variableSchema).default({}),
  slots: z.record(idSchema, slotSchema).default({}),
  intents: z.array(intentSchema).default([]),
  knowledge: z.array(knowledgeSchema).default([]),
  understanding: understandingSchema.optional(),
  /** Where somebody begins who rings back: says who called and why. A target of the main flow, or `flow/node`. */
  ringBack: targetSchema.optional(),
  /** What `recommend` nodes choose from. The order decides between products that fit equally well. */
  products: z.record(idSchema, productSchema).default({}),
  /** Web services that function nodes may call by name, beside the program's own functions. */
  functions: z.record(idSchema, webFunctionSchema).default({}),
  /** What language models may answer from, besides the facts of their nodes. */
  texts: z.array(scriptTextSchema).max(10).default([]),
  /** What is to be known of each conversation once it is over, besides slots: found by the language model, with evidence. */
  extract: z
    .record(idSchema, extractSchema)
    .default({})
    .refine((wanted) => Object.keys(wanted).length <= 20, 'at most 20 things are extracted'),
  flows: z.record(idSchema, flowSchema),
  /** Ways to say a part of it that different people meet, to see which does better. */
  experiments: z.record(idSchema, scriptExperimentSchema).default({}),
  patterns: globalPatternsSchema,
  /** First rule that holds gives the grade; evaluated after every turn. */
  grades: z.array(gradeRuleSchema).default([]),
  /** Names that hold a word which advertising law forbids, and praise nothing: 第一财经. */
  allowedWords: z.array(z.string().min(1)).default([]),
  /** Words that are heard but mean nothing by themselves (嗯、啊). */
  fillers: z.array(z.string()).default(['嗯', '啊', '哦', '呃', '那个', '唉', '对', '好的好的']),
});
export type ScriptDocument = z.infer<typeof scriptDocumentSchema>;
export type ScriptDocumentInput = z.input<typeof scriptDocumentSchema>;
