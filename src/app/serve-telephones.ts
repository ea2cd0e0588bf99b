import type { TenantId } from '../contract/ids.ts';
import { messageOf } from '../foundation/errors.ts';
import { outsideCallsSince } from '../records/index.ts';
import { deliverMessages, ExtensionDialogs, houseGuard, servePresence, type HouseGuard } from '../switchboard/index.ts';
import type { SipRegistrar } from '../telephony/index.ts';
import { openVoicemailBoxes } from '../voicemail/index.ts';
import { watchMedia } from './watch-media.ts';
import type { Closers } from './closers.ts';
import type { ExtensionBook } from './extension-book.ts';
import type { LiveHalf } from './open-live-half.ts';
import type { Office } from './open-office.ts';

/** What telephones have beside calls: lamps, texts, and limits to what they call outside. */
export interface Telephones {
  /** What the calls of each extension are: told by the switchboard, shown on lamps. */
  readonly dialogs: ExtensionDialogs;
  /** Asked before an extension calls outside. */
  readonly outside: HouseGuard;
  /** Reads, once for each tenant, what was there before the program started: messages that wait, calls made outside. */
  remember(tenantId: TenantId): Promise<void>;
}

const dayMs = 86_400_000;

export async function serveTelephones(
  { world: { clock, logger }, database, alerts }: Office,
  { sip, live, surroundings }: LiveHalf,
  registrar: SipRegistrar,
  book: ExtensionBook,
  closers: Closers,
): Promise<Telephones> {
  closers.add(
    registrar.on('sip-source-banned', ({ host: source, ...facts }) => {
      const alert = { tenantId: null, kind: 'sip-source-banned', severity: 'warning', source, facts } as const;
      alerts.raise({ ...alert, atMs: clock.now() });
    }),
  );
  closers.add(
    registrar.on('sip-scan', ({ host: source, ...facts }) => {
      const alert = { tenantId: null, kind: 'sip-scan', severity: 'warning', source, facts } as const;
      alerts.raise({ ...alert, atMs: clock.now() });
    }),
  );
  closers.add(
    watchMedia(
      surroundings.media,
      live,
      (alert) => alerts.raise(alert),
      () => clock.now(),
    ),
  );
  const boxes = await openVoicemailBoxes(database, logger);
  closers.add(async () => {
    await boxes[Symbol.asyncDispose]();
  });
  const houses = {
    registrar,
    houseOf: (domain: string) => book.houseOf(domain),
    domainOf: (host: string) => book.domainOf(host),
  };
  const dialogs = new ExtensionDialogs();
  servePresence(sip, { ...houses, dialogs, messages: boxes });
  deliverMessages(sip, { ...houses, clock, logger });
  const outside = houseGuard();
  const remembered = new Set<TenantId>();
  return {
    dialogs,
    outside,
    async remember(tenantId) {
      if (remembered.has(tenantId)) return;
      remembered.add(tenantId);
      try {
        const past = await outsideCallsSince(database, tenantId, clock.now() - dayMs);
        const domain = book.domainOfTenant(tenantId);
        outside.seed(past.map((call) => ({ ...call, extension: `${call.extension}@${domain}` })));
        await boxes.load(tenantId);
      } catch (error) {
        logger.warn({ reason: messageOf(error) }, 'what was before the start could not be read');
      }
    },
  };
}
