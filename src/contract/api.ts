import { z } from 'zod';
import { alertSchema } from './alert.ts';
import { callEventSchema } from './call-event.ts';
import { campaignStateSchema } from './campaign-settings.ts';
import {
  answeredBySchema,
  callDirectionSchema,
  callOutcomeSchema,
  hangUpBySchema,
  leadGradeSchema,
} from './call-outcome.ts';
import { callSummarySchema } from './call-summary.ts';
import { callRecordSchema } from './call-record.ts';
import { callIdSchema, campaignIdSchema } from './ids.ts';

/** Shapes of `/api/v1`: what the console and integrators send and get. Numbers of people are masked unless a role may see them. */

/** RFC 9457: every error of the API. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

export const signInSchema = z.object({
  tenant: z.string().min(1).default('default'),
  user: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export const sessionSchema = z.object({
  user: z.string(),
  role: z.string(),
  tenant: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

export const campaignRowSchema = z.object({
  id: campaignIdSchema,
  name: z.string(),
  state: campaignStateSchema,
  leads: z.number().int(),
  /** Leads that are finished: called to their end, or refused for good. */
  finished: z.number().int(),
  createdAtMs: z.number(),
});
export type CampaignRow = z.infer<typeof campaignRowSchema>;

export const liveCallSchema = z.object({
  callId: callIdSchema,
  callee: z.string(),
  state: z.enum(['dialing', 'ringing', 'talking', 'transferring', 'bridged', 'ending']),
  startedAtMs: z.number(),
  answeredAtMs: z.number().nullable(),
});

export const campaignBoardSchema = campaignRowSchema.extend({
  waiting: z.number().int(),
  dialing: z.number().int(),
  refused: z.record(z.string(), z.number().int()),
  outcomes: z.record(z.string(), z.number().int()),
  grades: z.record(z.string(), z.number().int()),
  funnel: z.object({
    dialed: z.number().int(),
    answered: z.number().int(),
    talked: z.number().int(),
    interested: z.number().int(),
    closed: z.number().int(),
  }),
  turnLatencyMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
  inTheAir: z.array(liveCallSchema),
  /** Why nobody is being called just now, in each language of the console, or null. */
  idleBecause: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
});
export type CampaignBoard = z.infer<typeof campaignBoardSchema>;

export const campaignActionSchema = z.enum(['start', 'pause', 'resume', 'stop', 'archive']);
export type CampaignAction = z.infer<typeof campaignActionSchema>;

/** Whom a copy of a campaign calls: everybody of its list, who still waited in the original, or whose last call there came to one of these. */
export const copyPeopleSchema = z.union([z.enum(['all', 'undone']), z.array(callOutcomeSchema).min(1)]);
export const campaignCopySchema = z.object({
  name: z.string().min(1).max(100),
  people: copyPeopleSchema.default('all'),
});
export type CampaignCopy = z.infer<typeof campaignCopySchema>;

/** One of our numbers, by how its calls went in about the last fortnight. */
export const ownNumberSchema = z.object({
  number: z.string(),
  /** Telephones warn of it. */
  marked: z.object({ atMs: z.number(), reason: z.string() }).nullable(),
  /** Dials that could have been answered, and those a person answered; the older count less. */
  dials: z.number(),
  answered: z.number(),
  /** Why campaigns do not show it, or hardly. */
  rest: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('marked'), reason: z.string() }),
      z.object({ kind: z.literal('seldom-answered'), rate: z.number(), rateOfOthers: z.number() }),
    ])
    .nullable(),
});
export type OwnNumber = z.infer<typeof ownNumberSchema>;
export const numberMarkSchema = z.object({ reason: z.string().min(1).max(200) });

export const callRowSchema = z.object({
  callId: callIdSchema,
  campaign: z.string().nullable(),
  direction: callDirectionSchema,
  caller: z.string(),
  callee: z.string(),
  startedAtMs: z.number(),
  talkSec: z.number(),
  outcome: callOutcomeSchema,
  answeredBy: answeredBySchema.nullable(),
  hangUpBy: hangUpBySchema,
  grade: leadGradeSchema.nullable(),
  turns: z.number().int(),
  hasRecording: z.boolean(),
});
export type CallRow = z.infer<typeof callRowSchema>;

export const callFilterSchema = z.object({
  campaign: campaignIdSchema.optional(),
  outcome: callOutcomeSchema.optional(),
  grade: leadGradeSchema.optional(),
  /** Words of the transcript. */
  words: z.string().max(100).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CallFilter = z.infer<typeof callFilterSchema>;

export const callListSchema = z.object({ calls: z.array(callRowSchema), next: z.string().nullable() });

export const callPageSchema = callRecordSchema.extend({
  campaignName: z.string().nullable(),
  /** Null: there was no conversation. */
  summary: callSummarySchema.nullable(),
});
export type CallPage = z.infer<typeof callPageSchema>;

/** What `/api/v1/live` sends over its WebSocket: events of the tenant's calls, numbers masked. */
export const liveMessageSchema = z.object({
  kind: z.literal('call-event'),
  campaignId: campaignIdSchema.nullable(),
  event: callEventSchema,
});

/** Sent there too, to who may read alerts: an alert as it is raised. */
export const liveAlertSchema = z.object({ kind: z.literal('alert'), alert: alertSchema });
export type LiveAlert = z.infer<typeof liveAlertSchema>;
