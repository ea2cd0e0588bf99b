import { z } from 'zod';

/** Ids that cross a wire or a half. All are UUIDs but the call id, which begins with its node's id. */
export const tenantIdSchema = z.uuid().brand<'TenantId'>();
export type TenantId = z.infer<typeof tenantIdSchema>;

export const userIdSchema = z.uuid().brand<'UserId'>();
export type UserId = z.infer<typeof userIdSchema>;

export const leadIdSchema = z.uuid().brand<'LeadId'>();
export type LeadId = z.infer<typeof leadIdSchema>;

export const listIdSchema = z.uuid().brand<'ListId'>();
export type ListId = z.infer<typeof listIdSchema>;

export const campaignIdSchema = z.uuid().brand<'CampaignId'>();
export type CampaignId = z.infer<typeof campaignIdSchema>;

export const attemptIdSchema = z.uuid().brand<'AttemptId'>();
export type AttemptId = z.infer<typeof attemptIdSchema>;

export const orderIdSchema = z.uuid().brand<'OrderId'>();
export type OrderId = z.infer<typeof orderIdSchema>;

/** A node's name: the first part of its calls' ids. */
export const nodeIdSchema = z.string().regex(/^[a-z0-9]{1,16}$/, 'a node id is 1 to 16 lower-case letters and digits');

/** `<node>-<uuid>`: the node that carries the call can be read off it. */
export const callIdSchema = z
  .string()
  .regex(/^[a-z0-9]{1,16}-[0-9a-f-]{36}$/, 'a call id is its node id, a dash and a UUID')
  .brand<'CallId'>();
export type CallId = z.infer<typeof callIdSchema>;

/** The node that carries `callId`. */
export function nodeOf(callId: CallId): string {
  return callId.slice(0, callId.indexOf('-'));
}
