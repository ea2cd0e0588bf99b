import { addressKey } from '../transport/network.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { Binding } from './binding.ts';

/** The bindings of all addresses of record, found by user, by flow and by when they expire. Knows no clock. */
export class LocationTable {
  readonly #bindings = new Map<string, readonly Binding[]>();
  readonly #users = new Map<string, Set<string>>();
  /** Addresses of record to look at in a second; one that was refreshed stands in several. */
  readonly #due = new Map<number, Set<string>>();
  #sweptSec = -Infinity;
  #size = 0;

  /** Bindings in the table, those included that expired since the last sweep. */
  get size(): number {
    return this.#size;
  }

  of(addressOfRecord: string): readonly Binding[] {
    return this.#bindings.get(addressOfRecord) ?? [];
  }

  /** Whether anybody registered from there. */
  hasFlow(address: SipAddress): boolean {
    return this.#users.has(flowKey(address));
  }

  /** Addresses of record registered from there. */
  usersAt(address: SipAddress): readonly string[] {
    return [...(this.#users.get(flowKey(address)) ?? [])];
  }

  set(addressOfRecord: string, bindings: readonly Binding[]): void {
    const before = this.of(addressOfRecord);
    this.#size += bindings.length - before.length;
    if (bindings.length === 0) this.#bindings.delete(addressOfRecord);
    else this.#bindings.set(addressOfRecord, bindings);
    for (const { received } of before) this.#leave(flowKey(received), addressOfRecord);
    for (const { received, expiresAtMs } of bindings) {
      entry(this.#users, flowKey(received)).add(addressOfRecord);
      entry(this.#due, Math.ceil(expiresAtMs / 1_000)).add(addressOfRecord);
    }
  }

  /** Takes away what has expired until now, and returns it. */
  sweep(nowMs: number): readonly { readonly addressOfRecord: string; readonly binding: Binding }[] {
    const nowSec = Math.floor(nowMs / 1_000);
    const users = new Set<string>();
    for (const second of this.#secondsUntil(nowSec)) {
      for (const user of this.#due.get(second) ?? []) users.add(user);
      this.#due.delete(second);
    }
    this.#sweptSec = nowSec;
    return [...users].flatMap((addressOfRecord) => {
      const expired = this.of(addressOfRecord).filter(({ expiresAtMs }) => expiresAtMs <= nowMs);
      if (expired.length > 0)
        this.set(
          addressOfRecord,
          this.of(addressOfRecord).filter((one) => !expired.includes(one)),
        );
      return expired.map((binding) => ({ addressOfRecord, binding }));
    });
  }

  /** Second by second where the last sweep was a moment ago, else by the table's own keys. */
  #secondsUntil(nowSec: number): number[] {
    const passed = nowSec - this.#sweptSec;
    if (passed > this.#due.size) return [...this.#due.keys()].filter((second) => second <= nowSec);
    return Array.from({ length: passed }, (_, at) => this.#sweptSec + 1 + at);
  }

  #leave(flow: string, addressOfRecord: string): void {
    const users = this.#users.get(flow);
    users?.delete(addressOfRecord);
    if (users?.size === 0) this.#users.delete(flow);
  }
}

const flowKey = (address: SipAddress): string => `${address.transport} ${addressKey(address)}`;

function entry<Key>(map: Map<Key, Set<string>>, key: Key): Set<string> {
  const known = map.get(key);
  if (known) return known;
  const made = new Set<string>();
  map.set(key, made);
  return made;
}
