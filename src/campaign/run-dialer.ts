import type { CampaignId, LeadId, TenantId } from '../contract/ids.ts';
import type { LiveCalls } from '../contract/live-calls.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Random } from '../foundation/random.ts';
import type { Campaign, CampaignTools } from './campaign.ts';
import { claimDue, selectLoad, unclaim, type CampaignLoad } from './campaign-lead-store.ts';
import { endLease, leaseCampaign, listRunning } from './campaign-store.ts';
import { dialLead, type ClaimedLead, type CrashPoint, type Dialed, type DialTools } from './dial-lead.ts';
import { endIfExhausted } from './end-attempt.ts';
import { followClock } from './follow-clock.ts';
import { NumberDesk } from './numbers/number-desk.ts';
import { giveBack, pace, type PacedCampaign, type PacedTrunk, type PacingState } from './pacing.ts';
import { returnStale } from './recover-attempts.ts';
import { Strategist } from './strategy/strategist.ts';
import { isWorking } from './working-hours.ts';

export interface DialerOptions extends CampaignTools {
  readonly liveCalls: Pick<LiveCalls, 'place' | 'trunkRoom'>;
  readonly logger: Logger;
  readonly random: Random;
  /** Called at the moments at which tests kill the program. */
  readonly reach?: (point: CrashPoint) => void;
  /** Between two looks at the campaigns, unless woken. */
  readonly lookEveryMs?: number;
}

export interface Dialer {
  /** Looks at the campaigns now: somebody started one, a call ended. */
  wake(): void;
  /** Claims nobody else, lets what is claimed come to the live half or back, and frees the campaigns. */
  stop(): Promise<void>;
}

/** Dials the running campaigns of all tenants, as far as this node holds their leases, until it is stopped. */
export function runDialer(options: DialerOptions): Dialer {
  const steps = new DialerSteps(options);
  const { clock, logger, database, lookEveryMs = 250 } = options;
  const stopping = new AbortController();
  let woken = false;
  let endPause = (): void => undefined;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      if (woken) return resolve();
      const cancel = clock.after(lookEveryMs, resolve);
      endPause = () => {
        cancel();
        resolve();
      };
    });
  const wake = (): void => {
    woken = true;
    endPause();
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = false;
      try {
        for (const dialing of await steps.begin())
          void dialing.then((dialed) => dialed.startsWith('refused') && wake());
      } catch (error) {
        if (database.available())
          logger.error({ reason: messageOf(error) }, 'The dialer could not look at its campaigns');
      }
      await pause();
    }
  };
  const running = run();
  return {
    wake,
    async stop() {
      stopping.abort();
      wake();
      await running;
      await steps.end();
    },
  };
}

interface Leased {
  readonly tenantId: TenantId;
  readonly campaign: Campaign;
  readonly load: CampaignLoad;
}

const keyOfTrunk = (tenantId: TenantId, trunk: string): string => `${tenantId}/${trunk}`;
const keyOfLead = (campaignId: CampaignId, leadId: LeadId): string => `${campaignId}/${leadId}`;
const lookForStaleEveryMs = 30_000;
const afterFaultMs = 30_000;

/** What a dialer does, one step at a time; `runDialer` says when. */
export class DialerSteps {
  readonly #options: DialerOptions;
  readonly #tools: DialTools;
  readonly #leases = new Map<CampaignId, TenantId>();
  /** Leads between their claim and the live half's answer. */
  readonly #inHand = new Map<string, Promise<Dialed>>();
  /** The same by trunk: lines that `trunkRoom` does not know of yet. */
  readonly #onTheirWay = new Map<string, number>();
  readonly #numbers: NumberDesk;
  readonly #strategist: Strategist;
  #pacing: PacingState = new Map();
  #staleLookedForAtMs: number;

  constructor(options: DialerOptions) {
    this.#options = options;
    this.#numbers = new NumberDesk(options);
    this.#strategist = new Strategist(options);
    const [numbers, strategist] = [this.#numbers, this.#strategist];
    this.#tools = { ...options, reach: options.reach ?? (() => undefined), numbers, strategist };
    this.#staleLookedForAtMs = options.clock.monotonicMs();
  }

  /** One decision: claims what pacing allows and begins to dial it. */
  async begin(): Promise<Promise<Dialed>[]> {
    await this.#returnStale();
    await followClock(this.#options);
    const leased = await this.#lease();
    for (const tenantId of new Set(leased.map((one) => one.tenantId))) await this.#numbers.refresh(tenantId);
    for (const { tenantId, campaign } of leased) await this.#strategist.plan(tenantId, campaign);
    const { clock } = this.#options;
    const decision = pace(
      this.#pacing,
      leased.map((one) => pacedCampaign(one, this.#numbers.room(one.tenantId, one.campaign.settings), clock.now())),
      await this.#trunks(leased),
      clock.monotonicMs(),
    );
    this.#pacing = decision.state;
    const begun: Promise<Dialed>[] = [];
    for (const { tenantId, campaign, load } of leased) {
      const granted = decision.grants.get(campaign.campaignId) ?? 0;
      if (granted > 0) begun.push(...(await this.#claim(tenantId, campaign, granted)));
      else if (load.inFlight === 0) await this.#endIfExhausted(tenantId, campaign.campaignId);
    }
    return begun;
  }

  /** Waits for what is in hand and frees the campaigns for other nodes. */
  async end(): Promise<void> {
    await Promise.all(this.#inHand.values());
    const { database, gate } = this.#options;
    if (!database.available()) return;
    for (const [campaignId, tenantId] of this.#leases)
      await database.withTenant(tenantId, (db) => endLease(db, campaignId, gate.node));
  }

  async #lease(): Promise<Leased[]> {
    const { database, gate } = this.#options;
    const leased: Leased[] = [];
    this.#leases.clear();
    for (const { tenantId, campaignId } of await database.platform(listRunning)) {
      const one = await database.withTenant(tenantId, async (db) => {
        const campaign = await leaseCampaign(db, campaignId, gate.node);
        return campaign && { tenantId, campaign, load: await selectLoad(db, campaignId) };
      });
      if (!one) continue;
      leased.push(one);
      this.#leases.set(campaignId, tenantId);
    }
    return leased;
  }

  async #trunks(leased: readonly Leased[]): Promise<PacedTrunk[]> {
    const trunks = new Map<string, PacedTrunk>();
    for (const { tenantId, campaign } of leased) {
      const name = campaign.settings.trunk;
      const trunkKey = keyOfTrunk(tenantId, name);
      const trunk = trunks.has(trunkKey) ? null : await this.#options.gate.trunkOf(tenantId, name);
      if (!trunk) continue;
      const room = this.#options.liveCalls.trunkRoom(tenantId, name);
      const freeLines = room.usable ? room.freeLines - (this.#onTheirWay.get(trunkKey) ?? 0) : 0;
      trunks.set(trunkKey, { trunkKey, freeLines, callsPerSecond: trunk.callsPerSecond });
    }
    return [...trunks.values()];
  }

  async #claim(tenantId: TenantId, campaign: Campaign, granted: number): Promise<Promise<Dialed>[]> {
    const { database, gate, clock } = this.#options;
    const { campaignId, settings } = campaign;
    const trunkKey = keyOfTrunk(tenantId, settings.trunk);
    const claims = await database.withTenant(tenantId, (db) =>
      claimDue(db, campaignId, gate.node, granted, clock.now(), settings.strategy !== 'off'),
    );
    this.#pacing = giveBack(this.#pacing, { campaignId, trunkKey }, granted - claims.length);
    return claims.map((claim) => this.#dial({ ...claim, tenantId, campaign }, trunkKey));
  }

  #dial(claimed: ClaimedLead, trunkKey: string): Promise<Dialed> {
    const { campaignId } = claimed.campaign;
    const leadKey = keyOfLead(campaignId, claimed.leadId);
    this.#onTheirWay.set(trunkKey, (this.#onTheirWay.get(trunkKey) ?? 0) + 1);
    const dialing = dialLead(this.#tools, claimed)
      .catch((error: unknown) => this.#putBack(claimed, error))
      .then((dialed) => {
        this.#inHand.delete(leadKey);
        this.#onTheirWay.set(trunkKey, (this.#onTheirWay.get(trunkKey) ?? 1) - 1);
        if (dialed !== 'placed') this.#pacing = giveBack(this.#pacing, { campaignId, trunkKey }, 1);
        return dialed;
      });
    this.#inHand.set(leadKey, dialing);
    return dialing;
  }

  /** A fault costs this lead half a minute. Its attempt, if it has one, is given back when its permit has run out. */
  async #putBack({ tenantId, campaign: { campaignId }, leadId }: ClaimedLead, error: unknown): Promise<Dialed> {
    const { database, clock, logger } = this.#options;
    logger.error({ campaignId, leadId, reason: messageOf(error) }, 'A lead could not be dialed');
    await database
      .withTenant(tenantId, (db) => unclaim(db, campaignId, leadId, clock.now() + afterFaultMs))
      .catch(() => undefined);
    return 'not-taken';
  }

  async #returnStale(): Promise<void> {
    const { clock } = this.#options;
    if (clock.monotonicMs() - this.#staleLookedForAtMs < lookForStaleEveryMs) return;
    this.#staleLookedForAtMs = clock.monotonicMs();
    await returnStale(this.#options, (campaignId, leadId) => this.#inHand.has(keyOfLead(campaignId, leadId)));
  }

  async #endIfExhausted(tenantId: TenantId, campaignId: CampaignId): Promise<void> {
    const { database, clock } = this.#options;
    await database.withTenant(tenantId, (db) => endIfExhausted(db, campaignId, clock.now()));
  }
}

/** A campaign as pacing sees it. That somebody is due is known, how many are not: the claim finds out; its numbers bound it. */
function pacedCampaign(
  { tenantId, campaign: { campaignId, settings }, load }: Leased,
  numbersFree: number,
  nowMs: number,
): PacedCampaign {
  const isDue = load.nextAttemptAtMs !== null && load.nextAttemptAtMs <= nowMs && isWorking(settings, nowMs);
  return {
    campaignId,
    trunkKey: keyOfTrunk(tenantId, settings.trunk),
    priority: settings.priority,
    maxConcurrency: settings.maxConcurrency,
    callsPerSecond: settings.callsPerSecond,
    inFlight: load.inFlight,
    due: isDue ? numbersFree : 0,
  };
}
