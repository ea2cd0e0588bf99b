import { networkInterfaces } from 'node:os';
import type { Clock } from '../../../foundation/clock.ts';
import { CodedError, messageOf } from '../../../foundation/errors.ts';
import { systemRandom, type Random } from '../../../foundation/random.ts';
import type { SipAddress, SipTransport } from '../sip-endpoint.ts';
import { connectionLimits, type ConnectionLimits } from './connection-limits.ts';
import type { OpenNetwork } from './network.ts';
import { openTcp } from './tcp-transport.ts';
import type { TlsMaterial } from './tls-material.ts';
import { openTls } from './tls-transport.ts';
import type { Bind, ConnectionSurroundings, Transport } from './transport.ts';
import { openUdp } from './udp-transport.ts';
import { openWebSocket } from './websocket-transport.ts';

/** Transports that have a port of their own. */
export type OwnPortTransport = Exclude<SipTransport, 'udp' | 'tcp'>;
const ownPortTransports = ['tls', 'ws', 'wss'] as const satisfies readonly OwnPortTransport[];

export interface SocketNetworkOptions {
  readonly clock: Clock;
  readonly random?: Random;
  readonly bind: Bind;
  readonly transports: readonly ('udp' | 'tcp')[];
  /**
   * Where else to listen; `bind.host` where none is given. TLS and WSS need `tls.certificate`. Those that are not
   * listened on still connect to peers.
   */
  readonly binds?: Readonly<Partial<Record<OwnPortTransport, { readonly host?: string; readonly port: number }>>>;
  readonly tls?: TlsMaterial;
  readonly limits?: Partial<ConnectionLimits>;
  /** The host that peers are told, where it is not the one bound (NAT, containers). */
  readonly advertisedHost?: string;
}

/** UDP and TCP on one port, the others each on its own. `port` 0: any port that is free. */
export function socketNetwork(options: SocketNetworkOptions): OpenNetwork {
  return async (receiver) => {
    const { clock, random = systemRandom, limits } = options;
    const around = { clock, random, receiver, limits: { ...connectionLimits, ...limits } };
    const shared = await openShared(options, around);
    const opened = [...shared, ...(await openOwn(options, around, shared))];
    const byTransport = new Map(opened.map(({ name, transport }) => [name, transport]));
    const addresses = opened.flatMap(({ transport }) => transport.address ?? []);
    // A page that nobody can connect to is named so (RFC 7118 §5.1): the answers come by the connection.
    const nowhere = `${random.hex(6)}.invalid`;
    return {
      addresses,
      send(text, to) {
        const transport = byTransport.get(to.transport);
        if (transport) transport.send(text, to);
        else queueMicrotask(() => receiver.failed(to, `no ${to.transport} here`));
      },
      localAddressFor(peer) {
        const { transport: name } = peer;
        const transport = byTransport.get(name);
        const isBrowserLike = transport?.address === null && name !== 'tls';
        if (isBrowserLike) return { host: nowhere, port: name === 'ws' ? 80 : 443, transport: name };
        const ownPort = transport?.address?.port ?? transport?.localPort?.(peer);
        const host =
          options.advertisedHost ??
          localHost(options.binds?.[name as OwnPortTransport]?.host ?? options.bind.host, peer);
        return { host, port: ownPort ?? addresses[0]?.port ?? options.bind.port, transport: name };
      },
      async close() {
        await closeAll(opened);
      },
    };
  };
}

interface Opened {
  readonly name: SipTransport;
  readonly transport: Transport;
}

const closeAll = (opened: readonly Opened[]): Promise<unknown> =>
  Promise.all(opened.map(({ transport }) => transport.close()));

/** UDP and TCP; a port that is free for one may be taken for the other. */
async function openShared(options: SocketNetworkOptions, around: ConnectionSurroundings): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  for (let attempt = 1; opened.length < options.transports.length; attempt++) {
    const port = opened[0]?.transport.address?.port ?? options.bind.port;
    const bind = { host: options.bind.host, port };
    const name = options.transports[opened.length] ?? 'udp';
    try {
      opened.push({ name, transport: await (name === 'tcp' ? openTcp(bind, around) : openUdp(bind, around.receiver)) });
    } catch (error) {
      await closeAll(opened.splice(0));
      if (options.bind.port !== 0 || attempt > 20) throw cannotListen(bind, name, error);
    }
  }
  return opened;
}

async function openOwn(
  { bind: shared, binds = {}, tls = {} }: SocketNetworkOptions,
  around: ConnectionSurroundings,
  others: readonly Opened[],
): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  for (const name of ownPortTransports) {
    const wanted = binds[name];
    const bind = wanted ? { host: wanted.host ?? shared.host, port: wanted.port } : null;
    try {
      const transport = name === 'tls' ? openTls(bind, tls, around) : openWebSocket(name, bind, tls, around);
      opened.push({ name, transport: await transport });
    } catch (error) {
      await closeAll([...others, ...opened]);
      throw error instanceof CodedError || !bind ? error : cannotListen(bind, name, error);
    }
  }
  return opened;
}

function cannotListen(bind: { host: string; port: number }, transport: string, cause: unknown): CodedError {
  const text = `cannot listen for SIP on ${transport} ${bind.host}:${bind.port}: ${messageOf(cause)}; wanted a free port`;
  return new CodedError('sip-port-in-use', text, { host: bind.host, port: bind.port, transport }, cause);
}

/** Bound to all interfaces we name the loopback to loopback peers and the first outer address to others. */
function localHost(bound: string, peer: SipAddress): string {
  if (bound !== '0.0.0.0' && bound !== '::') return bound;
  if (peer.host === 'localhost' || peer.host === '::1' || peer.host.startsWith('127.'))
    return peer.host === '::1' ? '::1' : '127.0.0.1';
  const family = peer.host.includes(':') ? 'IPv6' : 'IPv4';
  const outer = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find((one) => one.family === family && !one.internal);
  return outer?.address ?? '127.0.0.1';
}
