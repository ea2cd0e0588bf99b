import { z } from 'zod';
import { dialPermitSchema } from './dial-permit.ts';
import { attemptIdSchema, callIdSchema, campaignIdSchema, leadIdSchema, tenantIdSchema } from './ids.ts';
import { ivrDocumentSchema } from './ivr-document.ts';
import { lineNameSchema } from './line-name.ts';
import { trunkSchema } from './lines-document.ts';
import { namedCalendarSchema } from './route-settings.ts';
import { chosenVariantSchema } from './script/experiment.ts';
import { scriptDocumentSchema } from './script-document.ts';

/** Where a call goes: a number by a trunk, with its permit, or a SIP address of our own (a test, a seat). */
export const destinationSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('trunk'),
    /** The trunk as it was when the order was made, its secret resolved only inside the live half. */
    trunk: trunkSchema,
    /** E.164 or simulated +999 number. */
    callee: z.string(),
    caller: z.string(),
    permit: dialPermitSchema,
  }),
  z.object({
    kind: z.literal('address'),
    address: z.string().regex(/^sips?:/),
    caller: z.string(),
    realTimeText: z.boolean().default(false),
  }),
]);
export type Destination = z.infer<typeof destinationSchema>;

/** A flow as it was when the order was made, with those it may go to. */
export const orderedFlowSchema = z.object({
  name: lineNameSchema,
  /** Of the lines document. */
  version: z.number().int().nonnegative(),
  ivrs: z.array(ivrDocumentSchema).min(1),
  calendars: z.array(namedCalendarSchema).default([]),
});
export type OrderedFlow = z.infer<typeof orderedFlowSchema>;

/** One call to be made: all the live half needs to know, so that it asks no database while it runs. */
export const callOrderSchema = z.object({
  callId: callIdSchema,
  tenantId: tenantIdSchema,
  attemptId: attemptIdSchema.nullable(),
  campaignId: campaignIdSchema.nullable(),
  leadId: leadIdSchema.nullable(),
  destination: destinationSchema,
  /** What a robot talks by; a call has this or `ivr`, never both. */
  script: scriptDocumentSchema.optional(),
  scriptVersion: z.number().int().nonnegative(),
  /** Which variants of its experiments `script` says already. */
  variants: z.array(chosenVariantSchema).optional(),
  /** The flow that is played instead of a conversation. */
  ivr: orderedFlowSchema.optional(),
  /** Values for the script's or the flow's variables, from the lead and the campaign. */
  variables: z.record(z.string(), z.string()).default({}),
  /** They ring back: the conversation begins where the script says why we called. */
  ringsBack: z.boolean().optional(),
  ringForMs: z.number().int().min(1_000).max(180_000).default(30_000),
  maxTalkMs: z.number().int().min(5_000).max(7_200_000).default(600_000),
  record: z.boolean().default(true),
});
export type CallOrder = z.infer<typeof callOrderSchema>;
