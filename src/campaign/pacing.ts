import type { CampaignId } from '../contract/ids.ts';

/** A campaign that wants to dial, and what limits it. */
export interface PacedCampaign {
  readonly campaignId: CampaignId;
  /** What its trunk is known by: campaigns of one trunk share its lines and its rate. */
  readonly trunkKey: string;
  readonly priority: number;
  readonly maxConcurrency: number;
  readonly callsPerSecond: number;
  /** Leads claimed or in the air now. */
  readonly inFlight: number;
  /** Leads that could be claimed now, as far as known. */
  readonly due: number;
}

export interface PacedTrunk {
  readonly trunkKey: string;
  /** Lines free now, less the dials on their way to them. */
  readonly freeLines: number;
  readonly callsPerSecond: number;
}

/** How many dials a rate has saved up: at most one second's worth, and at least one. */
export interface TokenBucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** Rates by trunk and by campaign, as of their last use. */
export type PacingState = ReadonlyMap<string, TokenBucket>;

export interface PacingDecision {
  readonly state: PacingState;
  /** How many leads each campaign may claim now; campaigns that may claim none are absent. */
  readonly grants: ReadonlyMap<CampaignId, number>;
}

/** What a rate has saved up by now. */
export function refill(bucket: TokenBucket | undefined, callsPerSecond: number, nowMs: number): TokenBucket {
  const capacity = Math.max(1, callsPerSecond);
  if (!bucket) return { tokens: capacity, atMs: nowMs };
  const gained = (Math.max(0, nowMs - bucket.atMs) * callsPerSecond) / 1_000;
  return { tokens: Math.min(capacity, bucket.tokens + gained), atMs: nowMs };
}

/**
 * Shares out what may be dialed now: the higher priority first, campaigns of one priority in turn, each within its own
 * concurrency and rate and within its trunk's free lines and rate. `nowMs` is monotonic.
 */
export function pace(
  state: PacingState,
  campaigns: readonly PacedCampaign[],
  trunks: readonly PacedTrunk[],
  nowMs: number,
): PacingDecision {
  const buckets = new Map<string, TokenBucket>();
  for (const { trunkKey, callsPerSecond } of trunks)
    buckets.set(trunkKey, refill(state.get(trunkKey), callsPerSecond, nowMs));
  for (const { campaignId, callsPerSecond } of campaigns)
    buckets.set(campaignId, refill(state.get(campaignId), callsPerSecond, nowMs));
  const freeLines = new Map(trunks.map((trunk) => [trunk.trunkKey, trunk.freeLines]));
  const grants = new Map<CampaignId, number>();

  const grantOne = (campaign: PacedCampaign): boolean => {
    const granted = grants.get(campaign.campaignId) ?? 0;
    const lines = freeLines.get(campaign.trunkKey) ?? 0;
    const rates = [campaign.trunkKey, campaign.campaignId];
    const hasRoom = granted < campaign.due && campaign.inFlight + granted < campaign.maxConcurrency && lines > 0;
    if (!hasRoom || rates.some((key) => (buckets.get(key)?.tokens ?? 0) < 1)) return false;
    grants.set(campaign.campaignId, granted + 1);
    freeLines.set(campaign.trunkKey, lines - 1);
    for (const key of rates) buckets.set(key, spend(buckets.get(key), nowMs));
    return true;
  };

  for (const priority of new Set(campaigns.map((campaign) => campaign.priority).toSorted((a, b) => b - a))) {
    let wanting = campaigns.filter((campaign) => campaign.priority === priority);
    while (wanting.length > 0) wanting = wanting.filter(grantOne);
  }
  return { state: buckets, grants };
}

/** The same less one dial. */
export function spend(bucket: TokenBucket | undefined, nowMs: number): TokenBucket {
  return { tokens: (bucket?.tokens ?? 0) - 1, atMs: nowMs };
}

/** Gives back what a campaign was granted and did not dial. */
export function giveBack(
  state: PacingState,
  campaign: Pick<PacedCampaign, 'campaignId' | 'trunkKey'>,
  count: number,
): PacingState {
  const next = new Map(state);
  for (const key of [campaign.campaignId, campaign.trunkKey]) {
    const bucket = next.get(key);
    if (bucket) next.set(key, { ...bucket, tokens: bucket.tokens + count });
  }
  return next;
}
