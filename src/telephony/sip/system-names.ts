import { lookup, Resolver } from 'node:dns/promises';
import type { NameResolver } from './locate-server.ts';

/** A name server that says nothing is asked again once, then passed over. */
const patience = { timeout: 2_000, tries: 2 };

/** Names as the machine's own resolver tells them. */
export function systemNames(): NameResolver {
  const resolver = new Resolver(patience);
  const orNothing = async <T>(asked: Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await asked;
    } catch {
      return [];
    }
  };
  return {
    naptr: (name) => orNothing(resolver.resolveNaptr(name)),
    srv: async (name) =>
      (await orNothing(resolver.resolveSrv(name))).map(({ name: target, ...rest }) => ({ ...rest, target })),
    addresses: async (host) =>
      (await orNothing(lookup(host, { all: true, verbatim: false }))).map(({ address }) => address),
  };
}
