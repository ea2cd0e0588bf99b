import { z } from 'zod';

/** Shapes of `/api/v1/scripts`: the library of scripts, their drafts, versions and what was done to them. */

export const draftStateSchema = z.enum(['draft', 'in-review', 'approved', 'returned']);
export type DraftState = z.infer<typeof draftStateSchema>;

/** What somebody does with a draft besides writing it. */
export const draftStepSchema = z.enum(['review', 'approve', 'return', 'publish']);
export type DraftStep = z.infer<typeof draftStepSchema>;

export const scriptDeedSchema = z.enum([
  'saved',
  'imported',
  'submitted',
  'approved',
  'returned',
  'published',
  'rolled-back',
  /** Sentences of calls became samples of the draft, are never shown to authors again, or are shown again. */
  'taught',
  'ignored',
  'unignored',
  'winner-taken',
]);
export type ScriptDeed = z.infer<typeof scriptDeedSchema>;

export const historyLineSchema = z.object({
  atMs: z.number(),
  by: z.string(),
  deed: scriptDeedSchema,
  /** The version that came of it; null where none did. */
  version: z.number().int().nullable(),
  note: z.string().nullable(),
});
export type HistoryLine = z.infer<typeof historyLineSchema>;

/** One line of the library. */
export const scriptRowSchema = z.object({
  scriptId: z.string(),
  /** Of the draft, where there is one. */
  name: z.string(),
  /** The newest published version; null where there is only a draft. */
  publishedVersion: z.number().int().nullable(),
  publishedAtMs: z.number().nullable(),
  /** Null where nobody is working on it. */
  draft: draftStateSchema.nullable(),
});
export type ScriptRow = z.infer<typeof scriptRowSchema>;

export const scriptVersionRowSchema = z.object({ version: z.number().int(), publishedAtMs: z.number() });
export const draftStandingSchema = z.object({
  savedAtMs: z.number(),
  state: draftStateSchema,
  /** Why it was returned. */
  note: z.string().nullable(),
  /** Another with each text that is saved, and never the same again. */
  revision: z.number().int().nonnegative(),
});
export type DraftStanding = z.infer<typeof draftStandingSchema>;

export const scriptPageSchema = z.object({
  scriptId: z.string(),
  /** Newest first. */
  versions: z.array(scriptVersionRowSchema),
  draft: draftStandingSchema.nullable(),
  /** Newest first. */
  history: z.array(historyLineSchema),
});
export type ScriptPage = z.infer<typeof scriptPageSchema>;

/** One fault of a script, as lint tells it. */
const scriptFaultSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  flow: z.string().nullable(),
  node: z.string().nullable(),
  /** `$.flows.main.nodes.ask.say[0]`. */
  path: z.string(),
  /** Of the file it came in; null where it came as a document. */
  line: z.number().int().nullable(),
});

export const scriptPartSchema = z.enum([
  'flow',
  'node',
  'utterance',
  'branch',
  'intent',
  'knowledge',
  'slot',
  'variable',
  'pattern',
  'grade',
  'experiment',
  'setting',
]);
export type ScriptPart = z.infer<typeof scriptPartSchema>;

/** One difference of two documents: what stands only after, only before, or in both and says something else. */
export const scriptChangeSchema = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  part: scriptPartSchema,
  /** Where, in words of the script: `main/ask-date say 2`. */
  place: z.string(),
  /** Keys, ids of intents and questions, and numbers in lists; of the later document, of the earlier one where removed. */
  path: z.array(z.union([z.string(), z.number()])),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type ScriptChange = z.infer<typeof scriptChangeSchema>;

export const scriptDiffSchema = z.object({
  scriptId: z.string(),
  /** A version, or `draft`. */
  from: z.string(),
  to: z.string(),
  changes: z.array(scriptChangeSchema),
});
export type ScriptDiff = z.infer<typeof scriptDiffSchema>;

/** A version's number, or `draft`, or `newest`. */
export const whichScriptSchema = z.union([
  z.enum(['draft', 'newest']),
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "wanted a version's number, draft or newest")
    .transform(Number),
]);
export type WhichScript = z.output<typeof whichScriptSchema>;

/** A draft as it was kept, and what lint says of it. */
export const savedScriptSchema = z.object({
  scriptId: z.string(),
  state: draftStateSchema,
  /** What the next save of this author begins from. */
  revision: z.number().int().nonnegative(),
  faults: z.array(scriptFaultSchema),
});
export type SavedScript = z.infer<typeof savedScriptSchema>;

/** The revision that a save began from, 0 where nobody worked on the script; absent: it takes the place of one's own draft alone. */
export const beganFromSchema = z.coerce.number().int().min(0).optional();

/** What became of a file. */
export const scriptImportSchema = z.object({
  /** Null where the file makes no script: nothing was kept. */
  scriptId: z.string().nullable(),
  /** What could not be used or is wrong, each with file, sheet and row, or line and path. */
  faults: z.array(z.string()),
});
export type ScriptImport = z.infer<typeof scriptImportSchema>;

export const stepNoteSchema = z.object({
  note: z.string().max(2_000).optional(),
  /** For `publish`: whatever its cases say; the note says why. */
  force: z.boolean().optional(),
});
export const rollbackSchema = z.object({ version: z.number().int().positive(), reason: z.string().min(1).max(2_000) });

/** One wording of a node: `node` of the main flow or `flow/node`, its wordings counted from 1. `voice`: another than the script's. */
export const hearLineSchema = z.strictObject({
  of: whichScriptSchema.default('newest'),
  node: z.string().min(1).max(100),
  wording: z.number().int().min(1).max(100).default(1),
  voice: z.string().min(1).max(100).optional(),
});
export type HearLine = z.output<typeof hearLineSchema>;

/** The conversations a script must hold to be published: a file of cases (YAML) and what it is called. */
export const scriptCasesSchema = z.strictObject({
  file: z.string().min(1).max(200).default('cases.yaml'),
  text: z.string().max(1_000_000),
});
export type ScriptCases = z.output<typeof scriptCasesSchema>;
