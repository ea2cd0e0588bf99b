import type { ApiDoors } from '../../api/index.ts';
import { markNumber, numberStandings } from '../../campaign/index.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { Office } from '../open-office.ts';

/** The numbers of all trunks of a tenant. */
export async function ownedNumbers({ lines }: Pick<Office, 'lines'>, tenantId: TenantId): Promise<readonly string[]> {
  const { trunks } = (await lines.of(tenantId)).document;
  return [...new Set(trunks.flatMap(({ callerNumbers }) => callerNumbers))];
}

/** Numbers of ours, and marking them. */
export function numberDoors(office: Office): Pick<ApiDoors, 'numbers' | 'markNumber'> {
  return {
    numbers: async (tenantId) => numberStandings(office.campaigns, tenantId, await ownedNumbers(office, tenantId)),
    markNumber: async (tenantId, number, reason) =>
      markNumber(office.campaigns, tenantId, await ownedNumbers(office, tenantId), number, reason),
  };
}
