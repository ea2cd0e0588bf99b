import { isIP } from 'node:net';
import { parseHostPort, type LiveSwitch } from '../call/index.ts';
import type { TenantId } from '../contract/ids.ts';
import type { LinesDocument, Trunk } from '../contract/lines-document.ts';
import { every, type Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Random } from '../foundation/random.ts';
import { afterProbe, byHealth, healthUnknown, type TrunkHealth } from '../lines/index.ts';
import { locateServers, type NameResolver, type SipAddress, type SipEndpoint } from '../telephony/index.ts';

/** Names are looked up again so often: what DNS says of a carrier changes within minutes. */
const relocateEveryMs = 60_000;

export interface TrunkAddressParts {
  readonly sip: Pick<SipEndpoint, 'options'>;
  readonly names: NameResolver;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Where trunks are: their names looked up (RFC 3263), those that want it asked by OPTIONS. */
export interface TrunkAddresses {
  /** Best first. A name that was not found yet stands for itself. */
  of(this: void, trunk: Trunk): readonly SipAddress[];
  /** Looks after a tenant's trunks, and tells the switch of those that are down at all their addresses. */
  use(tenantId: TenantId, lines: LinesDocument, live: Pick<LiveSwitch, 'trunkUsable'>): void;
  close(): void;
}

const keyOf = ({ host, port, transport }: SipAddress): string => `${transport} ${host} ${port}`;
const hopsOf = ({ proxy, moreAddresses }: Trunk): readonly string[] => [proxy, ...moreAddresses];

/** A certificate is for the name: a TLS trunk is reached by it alone. */
async function locate(
  trunk: Trunk,
  { names, random }: Pick<TrunkAddressParts, 'names' | 'random'>,
  located: Map<string, readonly SipAddress[]>,
): Promise<void> {
  if (trunk.transport === 'tls') return;
  for (const hop of hopsOf(trunk)) {
    const { host, port, transport } = parseHostPort(hop, trunk.transport);
    if (isIP(host) !== 0) continue;
    const server = { host, port: /:\d+$/.test(hop) ? port : null, transport };
    const found = await locateServers(server, names, random);
    if (found.length > 0) located.set(`${transport} ${hop}`, found);
  }
}

export function keepTrunkAddresses(parts: TrunkAddressParts): TrunkAddresses {
  const { sip, clock, logger } = parts;
  const located = new Map<string, readonly SipAddress[]>();
  const health = new Map<string, TrunkHealth>();
  const asking = new Set<string>();
  const running = new Map<TenantId, readonly (() => void)[]>();

  const of = (trunk: Trunk): readonly SipAddress[] =>
    byHealth(
      hopsOf(trunk).flatMap((hop) => located.get(`${trunk.transport} ${hop}`) ?? [parseHostPort(hop, trunk.transport)]),
      (address) => health.get(keyOf(address))?.is ?? 'up',
    );

  const ask = async (address: SipAddress, trunk: Trunk): Promise<void> => {
    const key = keyOf(address);
    if (asking.has(key)) return;
    asking.add(key);
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    const { status } = await sip.options(`sip:${host}:${address.port}`, address).finally(() => asking.delete(key));
    const before = health.get(key) ?? healthUnknown;
    const after = afterProbe(before, status);
    health.set(key, after);
    if (after.is !== before.is) logger.info({ trunk: trunk.name, health: after.is, status }, 'a trunk address changed');
  };

  const probe = async (tenantId: TenantId, trunk: Trunk, live: Pick<LiveSwitch, 'trunkUsable'>): Promise<void> => {
    const addresses = of(trunk);
    await Promise.all(addresses.map((address) => ask(address, trunk)));
    // A trunk that registers is judged by its registration.
    if (trunk.register) return;
    const down = addresses.every((address) => health.get(keyOf(address))?.is === 'down');
    live.trunkUsable(tenantId, trunk.name, down ? 'it does not answer OPTIONS' : null);
  };

  const stop = (tenantId: TenantId): void => {
    for (const end of running.get(tenantId) ?? []) end();
    running.delete(tenantId);
  };

  return {
    of,
    use(tenantId, lines, live) {
      stop(tenantId);
      const again = (task: () => Promise<void>) => (): void => {
        task().catch((error: unknown) => logger.warn({ error }, 'a trunk address could not be looked after'));
      };
      const locateAll = again(async () => {
        await Promise.all(lines.trunks.map((trunk) => locate(trunk, parts, located)));
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
