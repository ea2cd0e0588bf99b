import type { CampaignId, LeadId } from '../contract/ids.ts';
import { listOpenAttempts, ruleSetsOf, type OpenAttempt } from '../compliance/index.ts';
import type { CampaignTools } from './campaign.ts';
import { listAdrift, setWaiting } from './campaign-lead-store.ts';
import { closeAttempt, giveBackAttempt } from './end-attempt.ts';

type Tools = Pick<CampaignTools, 'database' | 'gate' | 'clock'>;

export interface Recovered {
  /** Attempts that never left, given back and uncounted. */
  readonly givenBack: number;
  /** Attempts that may have rung somebody and of which the journal knows nothing: closed as interrupted. */
  readonly interrupted: number;
  /** Attempts whose end is told by a record. */
  readonly awaited: number;
  /** Leads that had been claimed and not yet reached the gate. */
  readonly unclaimed: number;
}

/**
 * Brings the attempts of this node to where somebody goes on with them after the program was cut: run once at start,
 * before the dialer. `isTold` says whether an attempt's end is told by a record: one that the live half's journal will hand over, or
 * one that was kept and to which nobody has reacted yet. An attempt that was sent counts as dialed whether the journal knows it or not: we prefer a missed call to a double one.
 */
export async function recoverAttempts(
  tools: Tools & { readonly isTold: (attempt: Pick<OpenAttempt, 'attemptId' | 'tenantId'>) => Promise<boolean> },
): Promise<Recovered> {
  const { database, gate, clock, isTold } = tools;
  const counts = { givenBack: 0, interrupted: 0, awaited: 0 };
  for (const attempt of await database.platform((db) => listOpenAttempts(db, gate.node))) {
    if (attempt.state === 'reserved') counts.givenBack += (await giveBack(tools, attempt)) ? 1 : 0;
    else if (await isTold(attempt)) counts.awaited += 1;
    else {
      const end = {
        outcome: 'interrupted',
        dialedAtMs: clock.now(),
        endedAtMs: clock.now(),
        doNotCall: false,
        callBack: null,
        grade: null,
      } as const;
      const closed = await database.withTenant(attempt.tenantId, async (db) =>
        closeAttempt(db, attempt, end, await ruleSetsOf(db, gate.platformRules)),
      );
      counts.interrupted += closed ? 1 : 0;
    }
  }
  return { ...counts, unclaimed: await putBackAdrift(tools, () => false) };
}

/** Long after a permit has run out no INVITE can leave on it. */
const staleAfterMs = 20_000;

/**
 * Gives back what a fault left behind in a running program: attempts whose permit ran out before they left, and leads in
 * nobody's hands. `inHand` says which leads the dialer is working on.
 */
export async function returnStale(
  tools: Tools,
  inHand: (campaignId: CampaignId, leadId: LeadId) => boolean,
): Promise<void> {
  const { database, gate, clock } = tools;
  const staleBeforeMs = clock.now() - staleAfterMs;
  for (const attempt of await database.platform((db) => listOpenAttempts(db, gate.node)))
    if (attempt.state === 'reserved' && attempt.permitExpiresAtMs < staleBeforeMs) await giveBack(tools, attempt);
  await putBackAdrift(tools, inHand);
}

function giveBack({ database, clock }: Tools, attempt: OpenAttempt): Promise<boolean> {
  const nowMs = clock.now();
  return database.withTenant(attempt.tenantId, (db) => giveBackAttempt(db, attempt, nowMs, nowMs));
}

async function putBackAdrift(
  { database, gate, clock }: Tools,
  inHand: (campaignId: CampaignId, leadId: LeadId) => boolean,
): Promise<number> {
  const adrift = await database.platform((db) => listAdrift(db, gate.node));
  const lost = adrift.filter(({ campaignId, leadId }) => !inHand(campaignId, leadId));
  for (const { tenantId, campaignId, leadId } of lost)
    await database.withTenant(tenantId, (db) => setWaiting(db, campaignId, leadId, clock.now(), null));
  return lost.length;
}
