import { parseHostPort, trunkDomain, type LiveSwitch } from '../call/index.ts';
import type { TenantId } from '../contract/ids.ts';
import type { LinesDocument, Trunk } from '../contract/lines-document.ts';
import type { Credentials } from '../contract/live-services.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RegistrationState, SipEndpoint } from '../telephony/index.ts';

export interface TrunkRegistrations {
  /** Registers the trunks that want it, ends those that changed or are gone, and leaves the others alone. */
  use(tenantId: TenantId, lines: LinesDocument): Promise<void>;
  close(): Promise<void>;
}

/** Why a trunk takes no calls before its registrar has answered. */
export const registering = 'it is registering';

function reasonFor(state: RegistrationState): string | null {
  if (state.state === 'registered') return null;
  if (state.state === 'refused') return `its registration was refused: ${state.status} ${state.reasonPhrase}`;
  return state.state === 'unreachable' ? `its registrar does not answer: ${state.reason}` : registering;
}

/** Keeps trunks registered, and tells the switch which of them take calls. */
export function keepRegistrations(
  sip: SipEndpoint,
  live: Pick<LiveSwitch, 'trunkUsable'>,
  credentialsOf: (trunk: Trunk) => Promise<Credentials | null>,
  logger: Logger,
): TrunkRegistrations {
  const running = new Map<string, { readonly as: string; close(): Promise<void> }>();

  const register = (tenantId: TenantId, trunk: Trunk): { close(): Promise<void> } => {
    live.trunkUsable(tenantId, trunk.name, registering);
    return sip.register(
      {
        address: parseHostPort(trunk.proxy, trunk.transport),
        addressOfRecord: `sip:${trunk.username ?? ''}@${trunkDomain(trunk)}`,
        credentials: () => credentialsOf(trunk),
        expiresSec: trunk.expiresSec,
      },
      (state) => {
        live.trunkUsable(tenantId, trunk.name, reasonFor(state));
        if (state.state === 'refused' || state.state === 'unreachable')
          logger.warn({ trunk: trunk.name, reason: reasonFor(state) }, 'a trunk takes no calls');
      },
    );
  };

  return {
    async use(tenantId, lines) {
      const wanted = new Map(
        lines.trunks.filter((trunk) => trunk.register).map((trunk) => [`${tenantId}/${trunk.name}`, trunk]),
      );
      for (const [key, registration] of running) {
        const trunk = wanted.get(key);
        if (!key.startsWith(`${tenantId}/`) || (trunk && JSON.stringify(trunk) === registration.as)) continue;
        running.delete(key);
        await registration.close();
      }
      for (const trunk of lines.trunks) if (!trunk.register) live.trunkUsable(tenantId, trunk.name, null);
      for (const [key, trunk] of wanted)
        if (!running.has(key)) running.set(key, { as: JSON.stringify(trunk), ...register(tenantId, trunk) });
    },
    async close() {
      await Promise.allSettled([...running.values()].map((registration) => registration.close()));
      running.clear();
    },
  };
}
