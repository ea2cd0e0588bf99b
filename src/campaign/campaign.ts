import type { CampaignSettings, CampaignState } from '../contract/campaign-settings.ts';
import type { OrderedFlow } from '../contract/call-order.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Database } from '../storage/index.ts';
import type { Gate } from '../compliance/index.ts';

export interface Campaign {
  readonly campaignId: CampaignId;
  readonly settings: CampaignSettings;
  readonly state: CampaignState;
  /** The version of the script, or of the lines document with its flow, that the start found; null in a draft. A dial takes the newest. */
  readonly scriptVersion: number | null;
  readonly stateReason: string | null;
  /** The campaign whose people it took over when it was copied; null: it has those of its list. */
  readonly peopleOf: CampaignId | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

/** Where campaigns read scripts: lent by `app`. */
export interface ScriptShelf {
  /** The version that is published now, or null. */
  published(
    tenantId: TenantId,
    scriptId: string,
  ): Promise<{ readonly version: number; readonly document: ScriptDocument } | null>;
  /** One version, published now or before. */
  version(tenantId: TenantId, scriptId: string, version: number): Promise<ScriptDocument | null>;
}

/** Where campaigns find flows: in the lines that are in force, lent by `app`. */
export interface FlowShelf {
  /** A flow with those it may go to, or null. */
  flow(tenantId: TenantId, name: string): Promise<OrderedFlow | null>;
}

/** What the work of campaigns needs. */
export interface CampaignTools {
  readonly database: Database;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly scripts: ScriptShelf;
  readonly flows: FlowShelf;
}
