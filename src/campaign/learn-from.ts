import type { CallRecord } from '../contract/call-record.ts';
import { zonesOf } from '../compliance/index.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { attemptsOf } from './campaign-lead-store.ts';
import { noteDial } from './numbers/number-store.ts';
import { contextAt } from './strategy/plan-people.ts';
import { regionForLearning } from './strategy/strategist.ts';
import { learnDial, noteAnswer } from './strategy/strategy-store.ts';

/** What a campaign's call that could have been answered tells: of its number, of hours and regions, and of the choice that led to it. */
export async function learnFrom(
  db: TenantTransaction,
  { campaignId, leadId, callee, caller: number, startedAtMs: dialedAtMs, endedAtMs }: CallRecord,
  answered: boolean,
): Promise<void> {
  if (campaignId === null || leadId === null) return;
  await noteDial(db, { number, answered, atMs: endedAtMs });
  const attempt = await attemptsOf(db, campaignId, leadId);
  const [zone] = zonesOf(callee);
  if (attempt === 0 || zone === undefined) return;
  const context = contextAt({ region: regionForLearning(callee), zone, attempt }, dialedAtMs, number);
  await learnDial(db, context, answered, endedAtMs);
  await noteAnswer(db, campaignId, leadId, { attempt, number, dialedAtMs, answered });
}
