import { z } from 'zod';
import { callOutcomeSchema } from './call-outcome.ts';
import { strategyModeSchema } from './campaign-strategy.ts';
import { callPurposeSchema, type CallPurpose } from './dial-permit.ts';
import { listIdSchema } from './ids.ts';
import { lineNameSchema } from './line-name.ts';
import { campaignExperimentSchema, faultsOfRules } from './script/experiment.ts';
import { timeZoneSchema } from './time-zone.ts';

const timeOfDaySchema = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day is written HH:MM, from 00:00 to 24:00');

/** 外呼时段: a span of the callee's local day in which we may dial; `to` itself is outside. */
export const callWindowSchema = z
  .object({
    from: timeOfDaySchema,
    to: timeOfDaySchema,
    /** ISO weekdays, 1 Monday to 7 Sunday; every day where absent. */
    days: z.array(z.number().int().min(1).max(7)).min(1).optional(),
  })
  .refine(({ from, to }) => from < to, {
    message:
      "a window ends after it begins; one over midnight is written as two, '22:00' to '24:00' and '00:00' to '02:00'",
  });
export type CallWindow = z.infer<typeof callWindowSchema>;

/** How often, and when, an attempt that ended with one cause is followed by another. */
const retryRuleSchema = z
  .object({
    /** Attempts after the first that ended so. 0 gives up at once. */
    max: z.number().int().min(0).max(20),
    /** After so long. */
    afterMs: z
      .number()
      .int()
      .min(1_000)
      .max(30 * 86_400_000)
      .optional(),
    /** Or in an hour of the callee's day in which nobody tried yet, on the same day or from the next day on. */
    again: z.enum(['another-hour', 'another-day']).optional(),
  })
  .refine(({ afterMs, again }) => (afterMs === undefined) !== (again === undefined), {
    message: 'a retry comes after a time (afterMs) or at another (again: another-hour or another-day): one of them',
  });
export type RetryRule = z.infer<typeof retryRuleSchema>;

/** 重拨策略 by cause. A cause that is not named is not retried. */
export const retryPolicySchema = z
  .partialRecord(callOutcomeSchema, retryRuleSchema)
  .refine((policy) => (policy.vacant?.max ?? 0) === 0, {
    message: 'a vacant number is never dialed again: take vacant out of the retry policy',
    path: ['vacant'],
  });
export type RetryPolicy = z.infer<typeof retryPolicySchema>;

const minutes = (count: number): number => count * 60_000;

/** What a campaign does where its settings name no policy. */
export const defaultRetryPolicy: RetryPolicy = {
  busy: { max: 2, afterMs: minutes(10) },
  'no-answer': { max: 2, again: 'another-hour' },
  forwarded: { max: 2, again: 'another-hour' },
  'powered-off': { max: 2, again: 'another-day' },
  'out-of-reach': { max: 2, again: 'another-day' },
  'missed-call-notice': { max: 1, again: 'another-day' },
  voicemail: { max: 1, again: 'another-day' },
  'voice-assistant': { max: 1, again: 'another-day' },
  screened: { max: 1, again: 'another-day' },
  'network-busy': { max: 2, afterMs: minutes(5) },
  'trunk-failed': { max: 2, afterMs: minutes(5) },
  'answered-late': { max: 1, afterMs: minutes(30) },
  'one-way-audio': { max: 1, afterMs: minutes(30) },
  'transfer-failed': { max: 1, afterMs: minutes(30) },
  interrupted: { max: 1, afterMs: minutes(5) },
  cancelled: { max: 1, afterMs: minutes(5) },
  failed: { max: 1, afterMs: minutes(30) },
};

const instantSchema = z.iso.datetime({
  offset: true,
  error: 'a time is written like 2026-03-02T10:00:00+08:00',
});

/** 外呼任务: whom to call, with what, how fast and when again. What people write; times of day are the callee's. */
export const campaignFieldsSchema = z.object({
  name: z.string().min(1).max(100),
  listId: listIdSchema,
  /** What a robot talks by. A campaign has this or `ivr`, never both. */
  scriptId: z.string().min(1).optional(),
  /** Other scripts that some of its people meet instead, to see which does better; `scriptId` is the control. */
  experiment: campaignExperimentSchema.optional(),
  /** The flow of the lines document that is played instead of a conversation (通知外呼). */
  ivr: lineNameSchema.optional(),
  /** 预设定时: nobody is dialed before; at once where absent. */
  startAt: instantSchema.optional(),
  /** Nobody is dialed from then on: the campaign is done, whoever is left, and its calls in the air go on to their end. */
  endAt: instantSchema.optional(),
  /** When the campaign works, by its own clock and besides the windows at the callee; always where absent. */
  hours: z
    .object({ timeZone: timeZoneSchema.default('Asia/Shanghai'), open: z.array(callWindowSchema).min(1) })
    .optional(),
  trunk: z.string().min(1),
  /** 主叫号码池: shown in turn, those of the callee's city first; each must be one the trunk owns. */
  callerNumbers: z.array(z.string().regex(/^\+[1-9]\d{4,14}$/, 'a caller number is E.164')).min(1),
  /** What each of these numbers carries at once and begins a second, all campaigns together; as much as the trunk where absent. */
  perNumber: z
    .object({
      maxConcurrency: z.number().int().min(1).max(10_000).optional(),
      callsPerSecond: z.number().min(0.01).max(500).optional(),
    })
    .optional(),
  /** Marketing where absent, and a notification where a flow is played. */
  purpose: callPurposeSchema.optional(),
  /** Insurance is never sold by telephone between 21:00 and 09:00, whatever else is set. */
  trade: z.enum(['general', 'insurance']).default('general'),
  /** Served first where several campaigns share a trunk; higher is sooner. */
  priority: z.number().int().min(0).max(9).default(5),
  maxConcurrency: z.number().int().min(1).max(10_000).default(10),
  callsPerSecond: z.number().min(0.1).max(500).default(2),
  ringForMs: z.number().int().min(1_000).max(180_000).default(30_000),
  maxTalkMs: z.number().int().min(5_000).max(7_200_000).default(600_000),
  /** Narrow the platform's and the tenant's windows, never widen them; empty adds nothing. */
  windows: z.array(callWindowSchema).default([]),
  retry: retryPolicySchema.default(defaultRetryPolicy),
  /** Whether what was learnt of answers sets the times of dials and the numbers they show. */
  strategy: strategyModeSchema.default('off'),
  /** The random part of the people who are dialed in fixed order all the same, so that the strategy can be measured. */
  holdOut: z.number().min(0).max(0.5).default(0.1),
  /** Dials of one person in this campaign, all causes and call-backs together. */
  maxAttempts: z.number().int().min(1).max(20).default(3),
  /** When a customer asks to be called back and names no time. */
  callBackAfterMs: z
    .number()
    .int()
    .min(1_000)
    .max(30 * 86_400_000)
    .default(minutes(240)),
  /** Ends the campaign when nobody can be dialed within this time and no call is in the air; absent: it waits. */
  endWhenOnlyWaitingBeyondMs: z.number().int().min(0).optional(),
});

/** The same, as a whole that can be. */
export const campaignSettingsSchema = campaignFieldsSchema
  .refine(({ scriptId, ivr }) => (scriptId === undefined) !== (ivr === undefined), {
    message: 'a campaign has a script or a flow (ivr): one of them, and not both',
    path: ['scriptId'],
  })
  .refine(({ startAt, endAt }) => !startAt || !endAt || Date.parse(startAt) < Date.parse(endAt), {
    message: 'a campaign ends (endAt) after it begins (startAt)',
    path: ['endAt'],
  })
  .superRefine(({ scriptId, experiment }, context) => {
    if (experiment === undefined) return;
    const faults =
      scriptId === undefined ? ['compares scripts, and the campaign plays a flow'] : faultsOfRules(experiment);
    for (const fault of faults)
      context.addIssue({ code: 'custom', path: ['experiment'], message: `the experiment ${fault}` });
  });
export type CampaignSettings = z.infer<typeof campaignSettingsSchema>;
export type CampaignSettingsInput = z.input<typeof campaignSettingsSchema>;

/** What its calls are for, as consent is judged. */
export function purposeOfCampaign({ purpose, ivr }: Pick<CampaignSettings, 'purpose' | 'ivr'>): CallPurpose {
  return purpose ?? (ivr === undefined ? 'marketing' : 'notification');
}

/** When the first may be dialed, in epoch milliseconds; null: at once. */
export function startMsOfCampaign({ startAt }: Pick<CampaignSettings, 'startAt'>): number | null {
  return startAt === undefined ? null : Date.parse(startAt);
}

/** From when on nobody is dialed, in epoch milliseconds; null: there is no such time. */
export function endMsOfCampaign({ endAt }: Pick<CampaignSettings, 'endAt'>): number | null {
  return endAt === undefined ? null : Date.parse(endAt);
}

export const campaignStateSchema = z.enum(['draft', 'scheduled', 'running', 'paused', 'stopped', 'done', 'archived']);
export type CampaignState = z.infer<typeof campaignStateSchema>;

/** 任务项: where one person stands in one campaign. */
export const campaignLeadStateSchema = z.enum(['waiting', 'claimed', 'dialing', 'done', 'refused']);
export type CampaignLeadState = z.infer<typeof campaignLeadStateSchema>;
