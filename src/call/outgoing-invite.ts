import type { Destination } from '../contract/call-order.ts';
import type { DialPermit } from '../contract/dial-permit.ts';
import type { TenantId } from '../contract/ids.ts';
import type { LiveServices } from '../contract/live-services.ts';
import { writeCallee, writeCaller } from '../contract/number-format.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { InviteRequest, SipAddress } from '../telephony/index.ts';
import { servicesDeadlineMs } from './call-surroundings.ts';

/** What an INVITE says about who calls whom; the offer and the credentials come with the call. */
export interface InviteHead {
  readonly requestUri: string;
  readonly from: { readonly uri: string };
  readonly to: string;
  readonly nextHop?: SipAddress;
  readonly headers: Readonly<Record<string, string>>;
  /** By a trunk: leave to. */
  readonly permit?: DialPermit;
}

/** Host and port of `host[:port]`; IPv6 in brackets. 5060 where none is given, 5061 for TLS. */
export function parseHostPort(text: string, transport: Trunk['transport']): SipAddress {
  const [, host, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  const defaultPort = transport === 'tls' ? 5061 : 5060;
  return { host: (host ?? text).replaceAll(/[[\]]/g, ''), port: Number(port ?? defaultPort), transport };
}

const identityHeaders = { pai: 'P-Asserted-Identity', ppi: 'P-Preferred-Identity', rpid: 'Remote-Party-ID' } as const;

/** The domain of our own address at a trunk. */
export function trunkDomain(trunk: Trunk): string {
  return trunk.domain ?? parseHostPort(trunk.proxy, trunk.transport).host;
}

function byTrunk(destination: Extract<Destination, { kind: 'trunk' }>): InviteHead {
  const { trunk } = destination;
  const callee = writeCallee(trunk, destination.callee);
  const caller = writeCaller(trunk, destination.caller);
  const domain = trunkDomain(trunk);
  const identity = `sip:${caller}@${domain}`;
  const headers: Record<string, string> = {};
  for (const place of trunk.callerIn)
    if (place !== 'from')
      headers[identityHeaders[place]] = place === 'rpid' ? `<${identity}>;party=calling;privacy=off` : `<${identity}>`;
  const fromUser = trunk.callerIn.includes('from') ? caller : (trunk.username ?? caller);
  const uri = `sip:${callee}@${trunk.proxy}${trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`}`;
  return {
    requestUri: uri,
    from: { uri: `sip:${fromUser}@${domain}` },
    to: `sip:${callee}@${domain}`,
    nextHop: parseHostPort(trunk.proxy, trunk.transport),
    headers,
    permit: destination.permit,
  };
}

/** Who calls whom, as this destination wants it written (numbers, headers, next hop). `ownHost` names us where no trunk does. */
export function inviteHead(destination: Destination, ownHost: string): InviteHead {
  if (destination.kind === 'trunk') return byTrunk(destination);
  const caller = destination.caller === '' ? 'waihu' : destination.caller;
  return {
    requestUri: destination.address,
    from: { uri: `sip:${caller.replace('+', '')}@${ownHost}` },
    to: destination.address,
    headers: {},
  };
}

/** What answers a challenge of the trunk's proxy; nothing where the trunk has no name for us. */
export function trunkCredentials(
  tenantId: TenantId,
  trunk: Trunk,
  services: Pick<LiveServices, 'credentials'>,
): Pick<InviteRequest, 'credentials'> {
  if (trunk.username === undefined) return {};
  const addressOfRecord = `${trunk.username}@${trunkDomain(trunk)}`;
  return {
    credentials: () => services.credentials(tenantId, addressOfRecord, AbortSignal.timeout(servicesDeadlineMs)),
  };
}
