import type { Clock } from '../../../foundation/clock.ts';
import type { Random } from '../../../foundation/random.ts';
import { openEndpointOn, type SipAgentOptions } from '../open-sip-endpoint.ts';
import type { SipAddress, SipEndpoint, SipTransport } from '../sip-endpoint.ts';
import { addressKey, type NetworkReceiver, type OpenNetwork } from '../transport/network.ts';

export interface MemoryNetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Chance in [0, 1] that a packet is lost. */
  readonly lossRate?: number;
  /** Chance that it comes twice. */
  readonly duplicateRate?: number;
  /** Every packet takes this long; packets of different delay overtake one another. */
  readonly delayMs?: { readonly min: number; readonly max: number };
}

/** One message that was sent, lost ones included. */
export interface SentPacket {
  readonly atMs: number;
  readonly from: SipAddress;
  readonly to: SipAddress;
  readonly text: string;
  readonly lost: boolean;
}

/** A network without sockets that loses, delays, reorders and duplicates packets, the same ones for the same seed. */
export class MemoryNetwork {
  readonly sent: SentPacket[] = [];
  /** Decides over single packets before chance does: true loses it. */
  drop: (packet: Omit<SentPacket, 'lost'>) => boolean = () => false;
  readonly #options: MemoryNetworkOptions;
  readonly #receivers = new Map<string, NetworkReceiver>();

  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
  }

  /** The network as the endpoint at that address sees it. A peer that is not there swallows UDP and refuses TCP. */
  at(host: string, port = 5060, transports: readonly SipTransport[] = ['udp']): OpenNetwork {
    const addresses = transports.map((transport): SipAddress => ({ host, port, transport }));
    return (receiver) => {
      this.#receivers.set(addressKey({ host, port }), receiver);
      return Promise.resolve({
        addresses,
        send: (text, to) => this.#send(text, { host, port, transport: to.transport }, to, receiver),
        localAddressFor: (peer) => ({ host, port, transport: peer.transport }),
        close: () => {
          this.#receivers.delete(addressKey({ host, port }));
          return Promise.resolve();
        },
      });
    };
  }

  /** Listens with a bare receiver: a peer made of hand-written messages. Returns how it sends. */
  async attach(
    host: string,
    port: number,
    received: (text: string, from: SipAddress) => void,
  ): Promise<(text: string, to: SipAddress) => void> {
    const network = await this.at(
      host,
      port,
    )({
      received: (bytes, from) => received(bytes.toString(), from),
      failed: () => undefined,
    });
    return (text, to) => network.send(text, to);
  }

  #send(text: string, from: SipAddress, to: SipAddress, sender: NetworkReceiver): void {
    const { clock, random, lossRate = 0, duplicateRate = 0 } = this.#options;
    const packet = { atMs: clock.monotonicMs(), from, to, text };
    const reliable = to.transport !== 'udp';
    const lost = this.drop(packet) || (!reliable && random.next() < lossRate);
    this.sent.push({ ...packet, lost });
    if (lost) return;
    const copies = !reliable && random.next() < duplicateRate ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) clock.after(this.#delay(reliable), () => this.#deliver(packet, sender));
  }

  /** TCP keeps its order. */
  #delay(reliable: boolean): number {
    const { random, delayMs = { min: 1, max: 1 } } = this.#options;
    return reliable ? delayMs.min : delayMs.min + random.next() * (delayMs.max - delayMs.min);
  }

  #deliver(packet: Omit<SentPacket, 'lost'>, sender: NetworkReceiver): void {
    const receiver = this.#receivers.get(addressKey(packet.to));
    if (receiver) receiver.received(Buffer.from(packet.text), packet.from);
    else if (packet.to.transport !== 'udp') sender.failed(packet.to, 'connection refused');
  }
}

/** An endpoint on a memory network. */
export function openMemoryEndpoint(
  network: MemoryNetwork,
  options: SipAgentOptions & {
    readonly host: string;
    readonly port?: number;
    readonly transports?: readonly SipTransport[];
  },
): Promise<SipEndpoint> {
  return openEndpointOn(network.at(options.host, options.port, options.transports), options);
}
