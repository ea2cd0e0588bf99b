import { isIP } from 'node:net';
import { parseHostPort } from '../call/index.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { Random } from '../foundation/random.ts';
import { locateServers, type NameResolver, type SipAddress } from '../telephony/index.ts';

const hopsOf = ({ proxy, moreAddresses }: Trunk): readonly string[] => [proxy, ...moreAddresses];

/** What the names in trunks' addresses stand for (RFC 3263), as it was found last. */
export class TrunkNames {
  readonly #names: NameResolver;
  readonly #random: Random;
  readonly #located = new Map<string, readonly SipAddress[]>();

  constructor(names: NameResolver, random: Random) {
    this.#names = names;
    this.#random = random;
  }

  async look(trunk: Trunk): Promise<void> {
    for (const hop of hopsOf(trunk)) {
      const { host, port, transport } = parseHostPort(hop, trunk.transport);
      if (isIP(host) !== 0) continue;
      const server = { host, port: /:\d+$/.test(hop) ? port : null, transport };
      const found = await locateServers(server, this.#names, this.#random);
      if (found.length > 0) this.#located.set(`${transport} ${hop}`, found);
    }
  }

  /** Where calls are sent, in the order of the document. A certificate is for the name: a TLS trunk is reached by it alone. */
  hops(trunk: Trunk): readonly SipAddress[] {
    return hopsOf(trunk).flatMap((hop) => {
      const found = this.#found(trunk, hop);
      return found.length === 0 || trunk.transport === 'tls' ? [parseHostPort(hop, trunk.transport)] : found;
    });
  }

  /** Everything that stands for it: its addresses as written and as found. */
  places(trunk: Trunk): readonly SipAddress[] {
    return hopsOf(trunk).flatMap((hop) => [parseHostPort(hop, trunk.transport), ...this.#found(trunk, hop)]);
  }

  #found(trunk: Trunk, hop: string): readonly SipAddress[] {
    return this.#located.get(`${trunk.transport} ${hop}`) ?? [];
  }
}
