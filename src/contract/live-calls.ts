import type { CallEvent, PartyRole } from './call-event.ts';
import type { CallOrder } from './call-order.ts';
import type { CallDirection } from './call-outcome.ts';
import type { CallId, CampaignId, LeadId, TenantId } from './ids.ts';
import type { CommandAnswer, SwitchboardCommand } from './switchboard-command.ts';

/** A call in the air, as lists and boards show it. */
export interface LiveCall {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId | null;
  readonly leadId: LeadId | null;
  readonly callee: string;
  readonly trunk: string | null;
  readonly state: 'dialing' | 'ringing' | 'talking' | 'transferring' | 'bridged' | 'ending';
  readonly startedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly direction?: CallDirection;
  readonly caller?: string;
  /** Who is in it, in the order they came; absent where only a robot and a customer can be. */
  readonly parties?: readonly LiveParty[];
}

/** One party of a call in the air. */
export interface LiveParty {
  readonly leg: string;
  /** An extension, a seat, a number. */
  readonly party: string;
  readonly as: PartyRole;
  readonly state: 'ringing' | 'talking' | 'held' | 'consulting';
}

/** What an agent is doing now. */
export interface LiveAgent {
  readonly seat: string;
  readonly state: 'offline' | 'ready' | 'ringing' | 'busy' | 'wrap-up' | 'paused';
  readonly reason: string | null;
  /** Wall time, ms since the epoch. */
  readonly sinceMs: number;
}

/** Room on a trunk for more calls now. */
export interface TrunkRoom {
  readonly freeLines: number;
  /** False while the breaker rests the trunk or its registration is refused. */
  readonly usable: boolean;
  readonly reason: string | null;
}

export type PlaceCallAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: 'draining' | 'no-line' | 'permit-expired' | 'permit-used' | 'wrong-numbering' | 'trunk-resting';
    };

/** Who asks: a user or an API key of the business half. Kept with what follows from it. */
export interface CommandInitiator {
  readonly kind: 'user' | 'api-key' | 'extension';
  readonly name: string;
}

/** What the business half may ask of calls in progress. Implemented by the live half, wired by `app`. */
export interface LiveCalls {
  /** Takes one order. Events follow to subscribers, one record to `LiveServices.keepRecord`. Asking twice for one call id places one call. */
  place(order: CallOrder): Promise<PlaceCallAnswer>;
  /** Ends a call; unknown ids are ignored. */
  hangUp(callId: CallId, reason: string): Promise<void>;
  /** Ends all calls of a tenant's campaign, or of everybody. Resolves when the last has ended. */
  hangUpAll(
    filter: { readonly campaignId?: CampaignId; readonly tenantId?: TenantId },
    reason: string,
  ): Promise<number>;
  /** Asks something of calls while they run (CTI, supervision). Refusals are values. */
  command(tenantId: TenantId, command: SwitchboardCommand, by: CommandInitiator): Promise<CommandAnswer>;
  list(tenantId: TenantId): readonly LiveCall[];
  /** One call in the air, whoever's it is; null where it is over. */
  find(callId: CallId): LiveCall | null;
  /** Agents whose state was told since the program started. */
  agents(tenantId: TenantId): readonly LiveAgent[];
  /** What agents do, as it changes. The returned function ends the subscription. */
  subscribeAgents(listener: (tenantId: TenantId, agent: LiveAgent) => void): () => void;
  trunkRoom(tenantId: TenantId, trunk: string): TrunkRoom;
  /** Events of all calls as they happen; never awaited. The returned function ends the subscription. */
  subscribe(listener: (event: CallEvent) => void): () => void;
}
