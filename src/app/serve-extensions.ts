import { ringBackOf } from '../campaign/index.ts';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import type { LinesDocument } from '../contract/lines-document.ts';
import type { Random } from '../foundation/random.ts';
import { chooseTrunks, keepWish, keptWishes, resolveSecret } from '../lines/index.ts';
import {
  callBackDialer,
  leadFromFlow,
  openExtensionWishes,
  openSwitchboard,
  type OutsideParts,
  setAgent,
  showLamps,
  stageFor,
  tellQueuesOfAgents,
  type ExtensionWishes,
  type House,
  type StageParts,
  type SwitchboardParts,
} from '../switchboard/index.ts';
import { serveRegistrar, type SipRegistrar } from '../telephony/index.ts';
import { serveTelephones, type Telephones } from './serve-telephones.ts';
import type { Closers } from './closers.ts';
import { openExtensionBook, type ExtensionBook } from './extension-book.ts';
import { mayBeCalledThere } from './guard-invites.ts';
import type { LiveHalf } from './open-live-half.ts';
import type { Office } from './open-office.ts';
import { webServiceOf } from './web-service.ts';

/** Where a document asks for no number, a trunk's first is shown. */
function trunksBy(live: LiveHalf['live'], random: Random): OutsideParts['trunksFor'] {
  return (call, need) => {
    const roomOf = (trunk: string) => live.trunkRoom(call.tenantId, trunk);
    const { candidates } = chooseTrunks(need, call.order.house.lines.trunks, roomOf, random);
    if (need.callerPool.length > 0) return candidates;
    return candidates.map(({ trunk, caller }) => ({ trunk, caller: trunk.callerNumbers[0] ?? caller }));
  };
}

/** The telephones of the house: they register here, call one another, and are called by trunks. */
export interface Extensions extends Telephones {
  readonly registrar: SipRegistrar;
  /** Puts a tenant's extensions in force; a telephone that may no longer register is no longer called. */
  use(tenantId: TenantId, document: LinesDocument): Promise<void>;
}

/** Whose trunk sends from there. */
function trunkOfHouse(trunks: LiveHalf['trunkAddresses'], book: ExtensionBook): SwitchboardParts['trunkAt'] {
  return (source) => {
    const found = trunks.trunkAt(source);
    const house = found && book.houseOf(book.domainOfTenant(found.tenantId));
    return house ? { house, trunk: found.trunk } : null;
  };
}

/** What extensions ask for by telephone, as it was when the program stopped last. */
function openWishes({ database, world: { clock, logger } }: Office, closers: Closers): ExtensionWishes {
  const wishes = openExtensionWishes({
    clock,
    logger,
    kept: (tenant) => keptWishes(database, tenant),
    keep: (tenant, wish) => keepWish(database, tenant, wish),
  });
  closers.add(() => wishes.close());
  return wishes;
}

export async function serveExtensions(office: Office, half: LiveHalf, closers: Closers): Promise<Extensions> {
  const { config, tenantId, world } = office;
  const { clock, random, logger, secrets, newId } = world;
  const book = openExtensionBook({ domain: config.sipDomain, firstTenantId: tenantId, secrets, logger });
  const trunks = half.trunkAddresses;
  const registrar = serveRegistrar(half.sip, {
    clock,
    random,
    logger,
    accountOf: (login, domain) => book.accountOf(login, domain),
    domainOf: (host) => book.domainOf(host),
    isTrusted: (source) => trunks.trunkAt(source) !== null,
    mayBeCalled: (contact) => mayBeCalledThere(trunks, contact),
  });
  closers.add(() => {
    registrar.close();
  });
  half.findPhonesBy((tenant, extension) => registrar.contactsOf(`${extension}@${book.domainOfTenant(tenant)}`));
  const telephones = await serveTelephones(office, half, registrar, book, closers);
  const { desk } = half.queues;
  const wishes = openWishes(office, closers);
  const stages: StageParts = {
    desk,
    fetch: webServiceOf(office),
    registrar,
    wishes,
    async scriptOf(tenant, name) {
      const found = await office.campaigns.scripts.published(tenant, name);
      return found && { script: found.document, version: found.version };
    },
    ringBackOf: (tenant, numbers) => ringBackOf(office.campaigns, tenant, numbers),
  };
  const houses = (tenant: TenantId): House | null => book.houseOf(book.domainOfTenant(tenant));
  const switchboard = openSwitchboard({
    around: half.surroundings,
    live: half.live,
    registrar,
    wishes,
    outside: {
      live: half.live,
      guard: telephones.outside,
      trunksFor: trunksBy(half.live, random),
    },
    stageOf: (call, to) => stageFor(stages, call, to),
    houses,
    agent: (tenant, command) => setAgent(desk, tenant, command),
    domainOf: (host) => book.domainOf(host),
    houseOf: (domain) => book.houseOf(domain),
    trunkAt: trunkOfHouse(trunks, book),
    newCallId: () => callIdSchema.parse(`${config.node}-${newId()}`),
    secretOf: (reference) => resolveSecret(reference, secrets),
  });
  half.leadFlowsBy((order, leading, ended) => {
    const call = switchboard.find(order.tenantId, order.callId);
    return call && leadFromFlow(stages, call, leading, ended);
  });
  closers.add(showLamps(switchboard, telephones.dialogs));
  closers.add(tellQueuesOfAgents(switchboard, desk));
  desk.dialCallBacksBy(callBackDialer({ board: switchboard, registrar, houses }));
  return {
    registrar,
    ...telephones,
    async use(tenant, document) {
      for (const addressOfRecord of await book.use(tenant, document)) registrar.withdraw(addressOfRecord);
      await telephones.remember(tenant);
      await wishes.remember(tenant);
    },
  };
}
