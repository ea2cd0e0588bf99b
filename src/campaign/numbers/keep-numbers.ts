import type { TenantId } from '../../contract/ids.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { CampaignTools } from '../campaign.ts';
import { selectNumbers, setMark } from './number-store.ts';
import { restsOf, type Rest, type ShownNumber } from './shown-number.ts';

export interface NumberStanding extends ShownNumber {
  readonly rest: Rest | null;
}

type Tools = Pick<CampaignTools, 'database' | 'clock'>;

/** How the numbers of a pool stand, in its order. */
export function numberStandings(
  { database, clock }: Tools,
  tenantId: TenantId,
  pool: readonly string[],
): Promise<NumberStanding[]> {
  return database.withTenant(tenantId, async (db) => {
    const known = new Map((await selectNumbers(db, clock.now())).map((one) => [one.number, one]));
    const shown = pool.map((number) => known.get(number) ?? { number, marked: null, dials: 0, answered: 0 });
    const rests = restsOf(shown);
    return shown.map((one) => ({ ...one, rest: rests.get(one.number) ?? null }));
  });
}

/**
 * Notes that telephones warn of a number, so that no campaign shows it; without a reason: that they do no longer. `owned` are the tenant's
 * numbers. Throws `number-not-owned`.
 */
export async function markNumber(
  { database, clock }: Tools,
  tenantId: TenantId,
  owned: readonly string[],
  number: string,
  reason: string | null,
): Promise<void> {
  if (!owned.includes(number))
    throw new CodedError(
      'number-not-owned',
      `no trunk owns ${number}; numbers there are: ${owned.join(', ') || 'none'}`,
    );
  await database.withTenant(tenantId, (db) => setMark(db, number, reason, clock.now()));
}
