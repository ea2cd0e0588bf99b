import { z } from 'zod';
import { emotionSchema } from '../turn-measure.ts';
import { idSchema, targetSchema } from './names.ts';
import { utterancesSchema, voiceEmotionSchema } from './speaking.ts';

/** How a conversation that went astray is brought back. What a script leaves out does not happen. */
export const repairPatternsSchema = z.strictObject({
  /** A reading that is doubtful is asked back before it is acted on; 对 takes it, 不是 asks the node's question again. */
  clarify: z
    .strictObject({
      /** 您是说{meaning}吗？ */
      say: utterancesSchema,
      /** Where two are as likely: 您是想问{meaning}，还是{other}？ */
      either: utterancesSchema.optional(),
      /** Readings of less confidence are doubtful. A refusal is never doubted. */
      below: z.number().min(0).max(1).default(0.7),
      /** A second reading that is at most so much less likely is named too. */
      margin: z.number().min(0).max(1).default(0.08),
      /** So often in a call; after that the likeliest is taken. */
      max: z.number().int().min(1).max(9).default(3),
    })
    .optional(),
  /** 跳过这个 at a node that asks for a value: its branch `skipped`, else `failed`. */
  skip: z
    .strictObject({ intents: z.array(idSchema).min(1).default(['skip']), say: utterancesSchema.optional() })
    .prefault({}),
  /** Small talk is answered so many times, and the question asked again; from then on `enough` is said, or `goTo` gone to. */
  chitchat: z
    .strictObject({
      intents: z.array(idSchema).min(1).default(['chitchat']),
      max: z.number().int().min(1).max(9).default(2),
      say: utterancesSchema,
      enough: utterancesSchema.optional(),
      goTo: targetSchema.optional(),
    })
    .optional(),
  /** Said where the customer corrected something that the present question does not read out: 好的，{slot}改成{value}。 */
  correction: z.strictObject({ say: utterancesSchema }).optional(),
  /** Said before the question that a global flow interrupted is asked again: 那咱们接着说。 */
  resume: z.strictObject({ say: utterancesSchema }).optional(),
  /**
   * An angry customer hears an apology once and is led to `goTo`, a person or an end; where he asked for something that has a flow
   * of its own (别再打了), to that. From then on no pitch is said in the call: nodes marked `pitch`, and those of main and
   * branch flows that say or ask something unless they are marked `pitch: false`; `goTo` is entered in their place.
   */
  upset: z
    .strictObject({
      moods: z.array(emotionSchema).min(1).default(['angry']),
      /** Estimates of a mood below this confidence do not count, here and in conditions. */
      leastConfidence: z.number().min(0).max(1).default(0.6),
      /** In so many turns. */
      after: z.number().int().min(1).max(9).default(1),
      intents: z.array(idSchema).default(['abuse']),
      say: utterancesSchema,
      goTo: targetSchema,
      /** Said before the call ends to who says no at `goTo` as well; words of the program's own where absent. */
      goodbye: utterancesSchema.optional(),
      tag: z.string().optional(),
    })
    .optional(),
  /** How the robot sounds after words of a mood, where a node does not say it otherwise; always apologetic to an upset customer. */
  voiceByMood: z.partialRecord(emotionSchema, voiceEmotionSchema).default({}),
});
