import type { SipAddress } from '../sip-endpoint.ts';

/** What the layers above want of a wire: whole messages out and in. Made of sockets in production, of memory in tests. */
export interface SipNetwork {
  /** Addresses listened on, ports filled in. */
  readonly addresses: readonly SipAddress[];
  /** Sends one message; failures are reported to the receiver's `failed`, later. */
  send(text: string, to: SipAddress): void;
  /** Where a peer should send to reach us, as it goes into Via and Contact. */
  localAddressFor(peer: SipAddress): SipAddress;
  close(): Promise<void>;
}

export interface NetworkReceiver {
  /** One whole message from `from`; an answer to it may be sent back there. */
  received(bytes: Buffer, from: SipAddress): void;
  /** Nothing can be sent to that address: no route, connection refused or lost. */
  failed(to: SipAddress, cause: string): void;
  /** A connection that the peer had opened is closed: its flow leads nowhere any more. */
  closed?(from: SipAddress): void;
}

/** Opens a network that hands what it receives to `receiver`. */
export type OpenNetwork = (receiver: NetworkReceiver) => Promise<SipNetwork>;

export const addressKey = (address: { readonly host: string; readonly port: number }): string =>
  `${address.host} ${address.port}`;

export const sameAddress = (one: SipAddress, other: SipAddress): boolean =>
  one.host === other.host && one.port === other.port && one.transport === other.transport && one.flow === other.flow;

/** One object for an address that comes again and again: thousands of finished calls of one trunk keep it. */
export class SharedAddress {
  #last: SipAddress | null = null;

  share(address: SipAddress): SipAddress {
    if (this.#last && sameAddress(this.#last, address)) return this.#last;
    this.#last = address;
    return address;
  }
}
