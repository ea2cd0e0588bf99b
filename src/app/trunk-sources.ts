import { isIP } from 'node:net';
import { parseHostPort } from '../call/index.ts';
import type { TenantId } from '../contract/ids.ts';
import type { LinesDocument, Trunk } from '../contract/lines-document.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { SipAddress } from '../telephony/index.ts';

/** Which trunk sends from where: its proxy's addresses and ports, looked up when lines are applied. */
export interface TrunkSources {
  use(tenantId: TenantId, document: LinesDocument): Promise<void>;
  trunkAt(source: SipAddress): { readonly tenantId: TenantId; readonly trunk: Trunk } | null;
}

const placeOf = ({ host, port }: Pick<SipAddress, 'host' | 'port'>): string => `${host} ${port}`;

/** `lookUp` gives all addresses of a host name. A trunk whose name is not found sends no calls until lines are applied again. */
export function openTrunkSources(lookUp: (host: string) => Promise<readonly string[]>, logger: Logger): TrunkSources {
  const places = new Map<TenantId, ReadonlyMap<string, Trunk>>();
  const addressesOf = async (host: string, trunk: Trunk): Promise<readonly string[]> => {
    if (isIP(host) !== 0) return [host];
    try {
      return await lookUp(host);
    } catch (error) {
      logger.warn({ trunk: trunk.name, reason: messageOf(error) }, 'calls from this trunk cannot be known');
      return [];
    }
  };
  const placesOf = async (trunk: Trunk): Promise<readonly (readonly [string, Trunk])[]> => {
    const hops = [trunk.proxy, ...trunk.moreAddresses].map((text) => parseHostPort(text, trunk.transport));
    const found = await Promise.all(
      hops.map(async ({ host, port }) => (await addressesOf(host, trunk)).map((address) => ({ host: address, port }))),
    );
    return found.flat().map((place) => [placeOf(place), trunk] as const);
  };
  return {
    async use(tenantId, { trunks }) {
      places.set(tenantId, new Map((await Promise.all(trunks.map(placesOf))).flat()));
    },
    trunkAt(source) {
      for (const [tenantId, trunks] of places) {
        const trunk = trunks.get(placeOf(source));
        if (trunk) return { tenantId, trunk };
      }
      return null;
    },
  };
}
