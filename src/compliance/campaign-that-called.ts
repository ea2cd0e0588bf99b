import type { CampaignId, LeadId, TenantId } from '../contract/ids.ts';
import { findCampaignAttempt } from './attempt-store.ts';
import type { NumberKeeping } from './gate.ts';
import { hashNumber } from './number-hash.ts';

/**
 * The campaign that called `number` last since `sinceMs`, and as whom; one that showed `caller` goes before later ones that did not.
 * Null where none did.
 */
export function campaignThatCalled(
  { database, numberKey }: Pick<NumberKeeping, 'database' | 'numberKey'>,
  tenantId: TenantId,
  asked: { readonly number: string; readonly caller: string; readonly sinceMs: number },
): Promise<{ readonly campaignId: CampaignId; readonly leadId: LeadId | null } | null> {
  const hash = hashNumber(numberKey, asked.number);
  return database.withTenant(tenantId, (db) => findCampaignAttempt(db, hash, asked));
}
