import { z } from 'zod';
import { answeredBySchema } from '../../contract/call-outcome.ts';

/** What a customer may bring up without being asked. */
export const topicSchema = z.enum([
  'price',
  'busy',
  'driving',
  'consider',
  'already-have',
  'did-it',
  'how-to-do-it',
  'what-if-not',
  'no-money',
  'not-certain',
  'cannot-come',
  'never-had',
  'still-broken',
  'another-kind',
  'is-robot',
  'number-source',
  'send-message',
  'want-human',
  'not-interested',
  'do-not-call',
  'wrong-person',
  'other-person',
  'complaint',
  'abuse',
  'is-it-true',
  'who-are-you',
  'what-is-it',
  'difference',
  'how-it-works',
  'get-to-the-point',
  'say-again',
  'can-you-hear',
]);
export type Topic = z.infer<typeof topicSchema>;

const chance = z.number().min(0).max(1);

/** One kind of customer, as data: what he wants, how he feels, what he objects, how he talks and how well he is heard. */
export const personaSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id is lower-case letters, digits and dashes'),
  name: z.string().min(1),
  /** What he wants of the call, for people. */
  goal: z.string().min(1),
  mood: z.enum(['friendly', 'plain', 'hurried', 'angry']).default('plain'),
  /** How many of these customers for each of the others. */
  share: z.number().positive().default(1),
  /** How likely he says yes where he is asked yes or no. */
  willing: chance,
  /** After so many of his turns he may hang up at any time. */
  patience: z.number().int().min(1).max(60).default(14),
  /** What he brings up, each with its chance a turn until he has; `times` how often. */
  objections: z
    .array(
      z.strictObject({
        about: z.union([topicSchema, z.array(z.string().min(1)).min(1)], { error: 'a topic, or sentences of his own' }),
        chance,
        times: z.number().int().min(1).max(5).default(1),
      }),
    )
    .default([]),
  /** How he talks: the chance a turn of each. */
  manner: z
    .strictObject({
      /** Presses the key he is offered. */
      keys: chance.default(0.08),
      /** Says nothing. */
      silent: chance.default(0.02),
      /** Speaks of something else. */
      rambles: chance.default(0.02),
      /** Only 嗯. */
      grunts: chance.default(0.05),
      /** Interrupts the sentence that may be interrupted. */
      interrupts: chance.default(0.1),
      /** Cannot choose, and leaves it to the robot. */
      undecided: chance.default(0.05),
      /** Takes back what he is read. */
      corrects: chance.default(0.08),
      /** 嗯, 那个, 就是 before what he says. */
      fillers: chance.default(0.25),
    })
    .prefault({}),
  /** How badly the recogniser hears him: the chance that a syllable comes out otherwise. */
  noise: z.number().min(0).max(0.5).default(0.03),
  /** A machine answers in his place. */
  answeredBy: answeredBySchema.optional(),
});
export type Persona = Readonly<z.output<typeof personaSchema>>;
export type PersonaInput = z.input<typeof personaSchema>;
