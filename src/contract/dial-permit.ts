import { z } from 'zod';
import { attemptIdSchema, tenantIdSchema } from './ids.ts';

/** What a call is for: consent and calling hours depend on it. */
export const callPurposeSchema = z.enum(['marketing', 'service', 'notification', 'test']);
export type CallPurpose = z.infer<typeof callPurposeSchema>;

/** Who asks to dial: campaigns, retries, call-backs, people and transfers all pass the same gate. */
export const dialInitiatorSchema = z.enum([
  'campaign',
  'call-back',
  'extension',
  'forward',
  'transfer',
  'api',
  'trunk-test',
]);

export const dialPermitRequestSchema = z.object({
  tenantId: tenantIdSchema,
  /** E.164, or a simulated +999 number. */
  callee: z.string(),
  /** The number shown, E.164; must be one the trunk owns. */
  caller: z.string(),
  trunk: z.string(),
  purpose: callPurposeSchema,
  initiator: dialInitiatorSchema,
  /** The same key asks about the same attempt: repeats return the first answer. */
  idempotencyKey: z.string(),
  /**
   * An attempt to call the same number that a trunk failed before any telephone rang: this one takes its place, and what
   * limits how often somebody is called counts one of them.
   */
  insteadOf: attemptIdSchema.optional(),
});
export type DialPermitRequest = z.infer<typeof dialPermitRequestSchema>;

export const dialPermitSchema = z
  .object({
    permitId: z.uuid(),
    attemptId: attemptIdSchema,
    tenantId: tenantIdSchema,
    callee: z.string(),
    caller: z.string(),
    trunk: z.string(),
    /** Wall time after which no INVITE may leave on it: 10 s after it was made. */
    expiresAtMs: z.number(),
  })
  .brand<'DialPermit'>();

/**
 * Leave to send one INVITE by one trunk to one number. Only the compliance gate makes one
 * (`issue-dial-permit.ts`, which the rooms checker lets nobody else import). A repeat of the same INVITE
 * (failover, 401, 407, 422, 488) uses the same permit.
 */
export type DialPermit = z.infer<typeof dialPermitSchema>;

/** A refusal, or leave to dial. Both carry the rule that decided. */
export type DialVerdict =
  | { readonly allowed: true; readonly permit: DialPermit }
  | {
      readonly allowed: false;
      /** Stable name of the rule, e.g. `suppression.tenant`, `window.callee-local`, `cap.per-day`. */
      readonly ruleId: string;
      readonly facts: Readonly<Record<string, string | number | boolean | null>>;
      /** When asking again could succeed, if that can be known. */
      readonly retryAtMs?: number;
    };
