import type { Random } from '../../../foundation/random.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { addressKey } from './network.ts';

/** Open connections of one transport: those that peers opened by flow, our own by the address they lead to. */
export class FlowTable<Connection extends { readonly peer: SipAddress }> {
  readonly #byFlow = new Map<string, Connection>();
  readonly #byAddress = new Map<string, Connection>();
  /** So that a flow kept from before a restart is not taken for one of today. */
  readonly #prefix: string;
  readonly #alsoByAddress: boolean;
  #count = 0;

  /** `alsoByAddress`: a peer's connection serves whatever is sent to its address, as plain TCP may. */
  constructor(random: Random, alsoByAddress: boolean) {
    this.#prefix = random.hex(6);
    this.#alsoByAddress = alsoByAddress;
  }

  newFlow(): string {
    return `${this.#prefix}-${++this.#count}`;
  }

  add(connection: Connection): void {
    const { flow } = connection.peer;
    if (flow !== undefined) this.#byFlow.set(flow, connection);
    if (flow === undefined || this.#alsoByAddress) this.#byAddress.set(addressKey(connection.peer), connection);
  }

  remove(connection: Connection): void {
    const { flow } = connection.peer;
    if (flow !== undefined) this.#byFlow.delete(flow);
    const key = addressKey(connection.peer);
    if (this.#byAddress.get(key) === connection) this.#byAddress.delete(key);
  }

  /** The connection that leads there. */
  find(to: SipAddress): Connection | undefined {
    return (to.flow === undefined ? undefined : this.#byFlow.get(to.flow)) ?? this.#byAddress.get(addressKey(to));
  }

  /** Those that peers opened. */
  accepted(): IterableIterator<Connection> {
    return this.#byFlow.values();
  }

  all(): Connection[] {
    return [...this.#byFlow.values(), ...this.#byAddress.values()];
  }
}
