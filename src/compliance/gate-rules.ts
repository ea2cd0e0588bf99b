import { z } from 'zod';
import { callWindowSchema, type CallWindow } from '../contract/campaign-settings.ts';
import { callPurposeSchema, type CallPurpose } from '../contract/dial-permit.ts';
import type { CallingHours } from './call-window.ts';

/** 被叫频控: dials of one person by anybody, campaigns, retries, call-backs and people alike. */
const capsSchema = z.object({
  perMinute: z.number().int().min(1).default(1),
  per5Minutes: z.number().int().min(1).default(3),
  perHour: z.number().int().min(1).default(5),
  perDay: z.number().int().min(1).default(3),
  per30Days: z.number().int().min(1).default(10),
});
export type Caps = z.infer<typeof capsSchema>;

/** A carrier's contract may forbid numbers of some region: by what they begin with, on one trunk or on all. */
const blockedRegionSchema = z.object({
  prefix: z.string().regex(/^\+[1-9]\d{0,10}$/, "a region is given by how its numbers begin, e.g. '+86991'"),
  name: z.string().default(''),
  trunk: z.string().optional(),
});
export type BlockedRegion = z.infer<typeof blockedRegionSchema>;

/**
 * What the gate holds people to. The platform, the tenant and the campaign each have such rules, and the stricter of
 * them wins: nobody widens what another has narrowed. Defaults are what carriers' contracts have in common.
 */
export const gateRulesSchema = z.object({
  windows: z
    .array(callWindowSchema)
    .min(1)
    .default([
      { from: '09:00', to: '12:00' },
      { from: '14:00', to: '20:00' },
    ]),
  /** Days on which nobody is dialed, local to the callee. */
  holidays: z.array(z.iso.date()).default([]),
  caps: capsSchema.prefault({}),
  blockedRegions: z.array(blockedRegionSchema).default([]),
  /** Purposes that need a consent record. */
  consentFor: z.array(callPurposeSchema).default(['marketing']),
});
export type GateRules = z.infer<typeof gateRulesSchema>;

export const defaultGateRules: GateRules = gateRulesSchema.parse({});

/** Several rule sets as one: what `judge` reads. */
export interface StrictestRules {
  readonly hours: CallingHours;
  readonly caps: Caps;
  readonly blockedRegions: readonly BlockedRegion[];
  readonly consentFor: ReadonlySet<CallPurpose>;
}

/** No life insurance is sold by telephone between 21:00 and 09:00 (人身保险电话销售业务管理办法, 2013). */
const insuranceWindows: readonly CallWindow[] = [{ from: '09:00', to: '21:00' }];

/** The strictest of `ruleSets`, narrowed by a campaign's own windows and by its trade. */
export function strictestOf(
  ruleSets: readonly GateRules[],
  campaign: { readonly windows: readonly CallWindow[]; readonly trade: 'general' | 'insurance' },
): StrictestRules {
  const least = (pick: (caps: Caps) => number): number => Math.min(...ruleSets.map(({ caps }) => pick(caps)));
  return {
    hours: {
      windowSets: [
        ...ruleSets.map(({ windows }) => windows),
        ...(campaign.windows.length > 0 ? [campaign.windows] : []),
        ...(campaign.trade === 'insurance' ? [insuranceWindows] : []),
      ],
      holidays: new Set(ruleSets.flatMap(({ holidays }) => holidays)),
    },
    caps: {
      perMinute: least((caps) => caps.perMinute),
      per5Minutes: least((caps) => caps.per5Minutes),
      perHour: least((caps) => caps.perHour),
      perDay: least((caps) => caps.perDay),
      per30Days: least((caps) => caps.per30Days),
    },
    blockedRegions: ruleSets.flatMap(({ blockedRegions }) => blockedRegions),
    consentFor: new Set(ruleSets.flatMap(({ consentFor }) => consentFor)),
  };
}
