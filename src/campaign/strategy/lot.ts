import type { CampaignId, LeadId } from '../../contract/ids.ts';

/** A person's lot in a campaign, evenly in [0, 1) and always the same: who is below the hold-out's share is held out. */
export function lotOf(campaignId: CampaignId, leadId: LeadId): number {
  // FNV-1a, then the finaliser of MurmurHash3: ids that differ in one digit fall far apart.
  let hash = 0x811c9dc5;
  for (const character of `${campaignId}/${leadId}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
