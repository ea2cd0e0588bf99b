import { networkInterfaces } from 'node:os';
import type { Clock } from '../../../foundation/clock.ts';
import { CodedError, messageOf } from '../../../foundation/errors.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { OpenNetwork } from './network.ts';
import { openTcp } from './tcp-transport.ts';
import { openUdp, type Transport } from './udp-transport.ts';

export interface SocketNetworkOptions {
  readonly clock: Clock;
  readonly bind: { readonly host: string; readonly port: number };
  readonly transports: readonly ('udp' | 'tcp')[];
  /** The host that peers are told, where it is not the one bound (NAT, containers). */
  readonly advertisedHost?: string;
}

/** UDP and TCP on one port. `port` 0: any port that is free for all transports. */
export function socketNetwork(options: SocketNetworkOptions): OpenNetwork {
  return async (receiver) => {
    const opened: Transport[] = [];
    for (let attempt = 1; opened.length < options.transports.length; attempt++) {
      const port = opened[0]?.address.port ?? options.bind.port;
      const bind = { host: options.bind.host, port };
      const transport = options.transports[opened.length];
      try {
        opened.push(transport === 'tcp' ? await openTcp(bind, options.clock, receiver) : await openUdp(bind, receiver));
      } catch (error) {
        await Promise.all(opened.splice(0).map((one) => one.close()));
        if (options.bind.port !== 0 || attempt > 20) throw cannotListen(bind, transport ?? 'udp', error);
      }
    }
    const byTransport = new Map(opened.map((one) => [one.address.transport, one]));
    return {
      addresses: opened.map((one) => one.address),
      send(text, to) {
        const transport = byTransport.get(to.transport);
        if (transport) transport.send(text, to);
        else queueMicrotask(() => receiver.failed(to, `no ${to.transport} here`));
      },
      localAddressFor(peer) {
        const port = (byTransport.get(peer.transport) ?? opened[0])?.address.port ?? options.bind.port;
        return { host: options.advertisedHost ?? localHost(options.bind.host, peer), port, transport: peer.transport };
      },
      async close() {
        await Promise.all(opened.map((one) => one.close()));
      },
    };
  };
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
