import { z } from 'zod';

/** Numbers that stand unquoted in YAML (`amount: 500000`) are texts all the same. */
const text = z.union([z.string(), z.number()], { error: 'wanted a text' }).transform(String);
const names = z.array(z.string().min(1));

/** What a conversation must have come to. What is not named may be anything. */
export const expectedSchema = z.strictObject({
  /** The node we are at: `node` in the main flow, `flow/node` elsewhere. */
  at: z.string().optional(),
  /** The reason of the end; null: it goes on. */
  ends: z.string().nullable().optional(),
  outcome: z.string().optional(),
  grade: z.string().optional(),
  /** All slots that are filled, as they are kept: `amount: '500000'`. */
  slots: z.record(z.string(), text).optional(),
  /** All tags, in the order they came. */
  tags: names.optional(),
  /** All intents that were acted on or surely meant, in the order they came. */
  intents: names.optional(),
  /** The last thing said has all of these in it. */
  says: names.optional(),
  /** All functions that were called, in order. */
  functions: z.array(z.strictObject({ name: z.string(), args: z.record(z.string(), text).default({}) })).optional(),
  doNotCall: z.boolean().optional(),
  /** The wanted local time (`2026-03-02T15:00`), or null for some time. */
  callBack: z.string().nullable().optional(),
});
export type Expected = Readonly<z.infer<typeof expectedSchema>>;

const functionResultSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), values: z.record(z.string(), text).default({}) }),
  z.strictObject({ ok: z.literal(false), reason: z.string().min(1) }),
]);

/** What a language model answered once at a converse node. */
const recordedAnswerSchema = z
  .strictObject({
    /** After which line of `says` it was asked: 1 is the first, 0 the opening. */
    turn: z.number().int().min(0),
    says: z.string().default(''),
    goal: z.enum(['goes-on', 'reached', 'impossible']).default('goes-on'),
    /** What it found out, by slot, in its own words. */
    extracts: z.record(z.string(), text).default({}),
    /** The function that it asks for. */
    calls: z.string().min(1).optional(),
    /** Why it gave no answer, or broke off after `says`. */
    fails: z.string().min(1).optional(),
  })
  .refine(
    ({ says, goal, calls, fails }) => says.trim() !== '' || goal !== 'goes-on' || (calls ?? fails) !== undefined,
    "an answer has one of 'says', 'goal', 'calls' and 'fails'",
  );
export type RecordedAnswer = Readonly<z.output<typeof recordedAnswerSchema>>;

/** One conversation: what the customer says, and what must happen. */
export const caseSchema = z.strictObject({
  name: z.string().min(1),
  /** A line for each turn: words, `#1` presses a key, `…` is silence, `@voicemail` says what answered. */
  says: z.array(text),
  expect: expectedSchema.refine(
    (expected) => Object.keys(expected).length > 0,
    'expects nothing: any conversation passes',
  ),
  variables: z.record(z.string(), text).default({}),
  /** Which variants of the script's experiments it meets: `opening: short`; the control where absent. */
  variants: z.record(z.string(), z.string()).default({}),
  /** What functions answer, by name; one that is not named makes an order (`orderNumber: BX001`). */
  functions: z.record(z.string(), functionResultSchema).default({}),
  /** What a language model answered, in order: without it a case that comes to a converse node fails. */
  model: z.array(recordedAnswerSchema).default([]),
  /** Does a person answer a transfer? */
  transferAnswered: z.boolean().default(true),
  /** The customer rings back a number that called, and begins at the script's `ringBack`. */
  ringsBack: z.boolean().default(false),
  /** When the call is answered. */
  startsAt: z.iso.datetime({ offset: true, error: "wanted a time like '2026-03-02T10:00:00+08:00'" }).optional(),
});
export type ConversationCase = Readonly<z.output<typeof caseSchema>>;

/** `NAME.cases.yaml` beside a script: the conversations that must go on as they do. */
export const caseFileSchema = z
  .strictObject({ script: z.string().min(1), cases: z.array(caseSchema).min(1) })
  .superRefine(({ cases }, context) => {
    for (const [index, { name }] of cases.entries()) {
      if (cases.findIndex((other) => other.name === name) < index)
        context.addIssue({
          code: 'custom',
          path: ['cases', index, 'name'],
          message: `a second case is called '${name}'`,
        });
    }
  });
