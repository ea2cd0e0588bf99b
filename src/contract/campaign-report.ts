import { z } from 'zod';
import { answeredBySchema, callOutcomeSchema, leadGradeSchema } from './call-outcome.ts';
import { campaignLeadStateSchema, campaignStateSchema } from './campaign-settings.ts';
import { strategyResultSchema } from './campaign-strategy.ts';
import { campaignIdSchema } from './ids.ts';

const countSchema = z.number().int().nonnegative();

/** Milliseconds of which half, and 95 in a hundred, stayed below; null where nothing was measured. */
export const delayPercentilesSchema = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  count: countSchema,
});
export type DelayPercentiles = z.infer<typeof delayPercentilesSchema>;

/** 漏斗: how many calls came how far. Each step counts some of those before it. */
export const funnelSchema = z.object({
  /** An INVITE left: the phone may have rung. */
  dialed: countSchema,
  answered: countSchema,
  /** A person answered and said or pressed something. */
  talked: countSchema,
  /** Graded A or B. */
  interested: countSchema,
  /** Handed over to a person who answered, or ordered, or both. */
  handedOverOrOrdered: countSchema,
  handedOver: countSchema,
  ordered: countSchema,
});
export type Funnel = z.infer<typeof funnelSchema>;

/** What a campaign, or all campaigns of a tenant together, came to. */
export const campaignReportSchema = z.object({
  /** Null for all campaigns together. */
  campaign: z
    .object({
      campaignId: campaignIdSchema,
      name: z.string(),
      state: campaignStateSchema,
      stateReason: z.string().nullable(),
      startedAtMs: z.number().nullable(),
      endedAtMs: z.number().nullable(),
    })
    .nullable(),
  /** People on the campaign's list, by where they stand. */
  leads: countSchema,
  leadStates: z.record(campaignLeadStateSchema, countSchema),
  calls: countSchema,
  funnel: funnelSchema,
  outcomes: z.partialRecord(callOutcomeSchema, countSchema),
  answeredBy: z.partialRecord(answeredBySchema, countSchema),
  grades: z.partialRecord(leadGradeSchema, countSchema),
  /** People who were refused at least once, by the rule that refused them. */
  refused: z.record(z.string(), countSchema),
  /** What people answered to flows: of each menu and variable, how many calls had each value, the most frequent first. */
  answers: z.record(z.string(), z.array(z.object({ value: z.string(), calls: countSchema }))).default({}),
  recordings: countSchema,
  doNotCall: countSchema,
  talkSec: z.number().nonnegative(),
  /** What the strategy came to; null without one, and for all campaigns together. */
  strategy: strategyResultSchema.nullable().default(null),
  /** End of the customer's speech to the first packet of the reply, endpointing included. */
  turnLatencyMs: delayPercentilesSchema,
  /** The same less the wait that the endpointing policy chose. */
  replyMs: delayPercentilesSchema,
  /** The customer's first voiced frame to the robot's last packet, less the policy's minimum speech. */
  bargeInMs: delayPercentilesSchema,
});
export type CampaignReport = z.infer<typeof campaignReportSchema>;
