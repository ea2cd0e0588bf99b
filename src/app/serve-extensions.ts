import { lookup } from 'node:dns/promises';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import type { LinesDocument } from '../contract/lines-document.ts';
import { openSwitchboard } from '../switchboard/index.ts';
import { serveRegistrar, type SipRegistrar } from '../telephony/index.ts';
import { serveTelephones, type Telephones } from './serve-telephones.ts';
import type { Closers } from './closers.ts';
import { openExtensionBook } from './extension-book.ts';
import type { LiveHalf } from './open-live-half.ts';
import type { Office } from './open-office.ts';
import { openTrunkSources } from './trunk-sources.ts';

/** The telephones of the house: they register here, call one another, and are called by trunks. */
export interface Extensions extends Telephones {
  readonly registrar: SipRegistrar;
  /** Puts a tenant's extensions in force; a telephone that may no longer register is no longer called. */
  use(tenantId: TenantId, document: LinesDocument): Promise<void>;
}

export async function serveExtensions(office: Office, half: LiveHalf, closers: Closers): Promise<Extensions> {
  const { config, tenantId, world } = office;
  const { clock, random, logger, secrets, newId } = world;
  const book = openExtensionBook({ domain: config.sipDomain, firstTenantId: tenantId, secrets, logger });
  const trunks = openTrunkSources(
    async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    logger,
  );
  const registrar = serveRegistrar(half.sip, {
    clock,
    random,
    logger,
    accountOf: (login, domain) => book.accountOf(login, domain),
    domainOf: (host) => book.domainOf(host),
    isTrusted: (source) => trunks.trunkAt(source) !== null,
  });
  closers.add(() => {
    registrar.close();
  });
  half.findPhonesBy((tenant, extension) => registrar.contactsOf(`${extension}@${book.domainOfTenant(tenant)}`));
  const telephones = await serveTelephones(office, half.sip, registrar, book, closers);
  openSwitchboard({
    around: half.surroundings,
    live: half.live,
    registrar,
    houseOf: (domain) => book.houseOf(domain),
    trunkAt(source) {
      const found = trunks.trunkAt(source);
      const house = found && book.houseOf(book.domainOfTenant(found.tenantId));
      return house ? { house, trunk: found.trunk } : null;
    },
    newCallId: () => callIdSchema.parse(`${config.node}-${newId()}`),
  });
  return {
    registrar,
    ...telephones,
    async use(tenant, document) {
      await trunks.use(tenant, document);
      for (const addressOfRecord of await book.use(tenant, document)) registrar.withdraw(addressOfRecord);
      await telephones.remember(tenant);
    },
  };
}
