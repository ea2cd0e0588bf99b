import type { LiveSwitch } from '../call/index.ts';
import type { TenantId } from '../contract/ids.ts';
import type { LinesDocument, Trunk } from '../contract/lines-document.ts';
import { every, type Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Random } from '../foundation/random.ts';
import { afterProbe, byHealth, healthUnknown, type TrunkHealth } from '../lines/index.ts';
import type { NameResolver, SipAddress, SipEndpoint } from '../telephony/index.ts';
import { TrunkNames } from './trunk-names.ts';
import { trunkPlaces, type TrunkPlaces } from './trunk-places.ts';

/** Names are looked up again so often: what DNS says of a carrier changes within minutes. */
const relocateEveryMs = 60_000;

export interface TrunkAddressParts {
  readonly sip: Pick<SipEndpoint, 'options'>;
  readonly names: NameResolver;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Where trunks are: their names looked up (RFC 3263), those that want it asked by OPTIONS. What is not found yet is in no place. */
export interface TrunkAddresses extends TrunkPlaces {
  /** Best first. A name that was not found yet stands for itself. */
  of(this: void, trunk: Trunk): readonly SipAddress[];
  /** Looks after a tenant's trunks, and tells the switch of those that are down at all their addresses. */
  use(tenantId: TenantId, lines: LinesDocument, live: Pick<LiveSwitch, 'trunkUsable'>): void;
  close(): void;
}

const keyOf = ({ host, port, transport }: SipAddress): string => `${transport} ${host} ${port}`;

/** How trunk addresses answer OPTIONS; one that was never asked counts as up. */
function openHealth(sip: TrunkAddressParts['sip'], logger: Logger) {
  const health = new Map<string, TrunkHealth>();
  const asking = new Set<string>();
  return {
    of: (address: SipAddress): TrunkHealth['is'] => health.get(keyOf(address))?.is ?? 'up',
    async ask(address: SipAddress, trunk: Trunk): Promise<void> {
      const key = keyOf(address);
      if (asking.has(key)) return;
      asking.add(key);
      const host = address.host.includes(':') ? `[${address.host}]` : address.host;
      const { status } = await sip.options(`sip:${host}:${address.port}`, address).finally(() => asking.delete(key));
      const before = health.get(key) ?? healthUnknown;
      const after = afterProbe(before, status);
      health.set(key, after);
      if (after.is !== before.is)
        logger.info({ trunk: trunk.name, health: after.is, status }, 'a trunk address changed');
    },
  };
}

export function keepTrunkAddresses(parts: TrunkAddressParts): TrunkAddresses {
  const { sip, clock, logger } = parts;
  const known = new TrunkNames(parts.names, parts.random);
  const health = openHealth(sip, logger);
  const running = new Map<TenantId, readonly (() => void)[]>();
  const inUse = new Map<TenantId, readonly Trunk[]>();
  let places = trunkPlaces([]);

  const of = (trunk: Trunk): readonly SipAddress[] => byHealth(known.hops(trunk), health.of);
  const place = (): void => {
    places = trunkPlaces(
      [...inUse].flatMap(([tenantId, trunks]) => trunks.map((trunk) => ({ tenantId, trunk, at: known.places(trunk) }))),
    );
  };

  const probe = async (tenantId: TenantId, trunk: Trunk, live: Pick<LiveSwitch, 'trunkUsable'>): Promise<void> => {
    const addresses = of(trunk);
    await Promise.all(addresses.map((address) => health.ask(address, trunk)));
    // A trunk that registers is judged by its registration.
    if (trunk.register) return;
    const down = addresses.every((address) => health.of(address) === 'down');
    live.trunkUsable(tenantId, trunk.name, down ? 'it does not answer OPTIONS' : null);
  };

  const stop = (tenantId: TenantId): void => {
    for (const end of running.get(tenantId) ?? []) end();
    running.delete(tenantId);
  };

  return {
    of,
    trunkAt: (source) => places.trunkAt(source),
    trunksAt: (way) => places.trunksAt(way),
    use(tenantId, lines, live) {
      stop(tenantId);
      inUse.set(tenantId, lines.trunks);
      place();
      const again = (task: () => Promise<void>) => (): void => {
        task().catch((error: unknown) => logger.warn({ error }, 'a trunk address could not be looked after'));
      };
      const locateAll = again(async () => {
        await Promise.all(lines.trunks.map((trunk) => known.look(trunk)));
        place();
      });
      locateAll();
      const probes = lines.trunks.flatMap((trunk) =>
        trunk.probeEveryMs === undefined
          ? []
          : [
              every(
                clock,
                trunk.probeEveryMs,
                again(() => probe(tenantId, trunk, live)),
              ),
            ],
      );
      running.set(tenantId, [every(clock, relocateEveryMs, locateAll), ...probes]);
    },
    close() {
      for (const tenantId of running.keys()) stop(tenantId);
    },
  };
}
