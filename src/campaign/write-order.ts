import type { CallOrder, OrderedFlow } from '../contract/call-order.ts';
import type { CampaignSettings } from '../contract/campaign-settings.ts';
import type { DialPermit } from '../contract/dial-permit.ts';
import { callIdSchema, type CampaignId, type LeadId } from '../contract/ids.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { ChosenVariant } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';

/** What is said in the calls of a campaign. */
export type Spoken =
  | {
      readonly script: ScriptDocument;
      readonly version: number;
      /** Which variants of experiments `script` is. */
      readonly variants: readonly ChosenVariant[];
    }
  | { readonly flow: OrderedFlow };

export interface OrderParts {
  readonly node: string;
  readonly newId: string;
  readonly permit: DialPermit;
  readonly trunk: Trunk;
  readonly campaignId: CampaignId;
  readonly leadId: LeadId;
  readonly settings: Pick<CampaignSettings, 'ringForMs' | 'maxTalkMs'>;
  readonly spoken: Spoken;
  readonly variables: Readonly<Record<string, string>>;
}

/** One call to be made, whole: the live half asks no database while it runs. */
export function writeOrder({ permit, trunk, spoken, settings, ...parts }: OrderParts): CallOrder {
  return {
    callId: callIdSchema.parse(`${parts.node}-${parts.newId}`),
    tenantId: permit.tenantId,
    attemptId: permit.attemptId,
    campaignId: parts.campaignId,
    leadId: parts.leadId,
    destination: { kind: 'trunk', trunk, callee: permit.callee, caller: permit.caller, permit },
    ...('flow' in spoken
      ? { ivr: spoken.flow, scriptVersion: spoken.flow.version }
      : {
          script: spoken.script,
          scriptVersion: spoken.version,
          ...(spoken.variants.length > 0 && { variants: [...spoken.variants] }),
        }),
    variables: { ...parts.variables },
    ringForMs: settings.ringForMs,
    maxTalkMs: settings.maxTalkMs,
    record: true,
  };
}
