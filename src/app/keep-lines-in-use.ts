import type { TenantId } from '../contract/ids.ts';
import type { LinesDocument } from '../contract/lines-document.ts';
import { messageOf } from '../foundation/errors.ts';
import { trunkCredentials } from '../lines/index.ts';
import type { Closers } from './closers.ts';
import type { LiveHalf } from './open-live-half.ts';
import type { Office } from './open-office.ts';
import type { Extensions } from './serve-extensions.ts';
import { keepRegistrations } from './registrations.ts';
import { watchTrunks } from './watch-trunks.ts';

/** Puts a tenant's lines to use, now and whenever new ones are applied; calls in the air keep theirs. */
export async function keepLinesInUse(
  { lines, tenantId, world, alerts }: Office,
  { sip, live, trunkAddresses, queues }: LiveHalf,
  extensions: Extensions,
  closers: Closers,
): Promise<void> {
  const { clock, logger, secrets } = world;
  const trunks = watchTrunks(
    live,
    (alert) => alerts.raise(alert),
    () => clock.now(),
  );
  const registrations = keepRegistrations(sip, trunks, (trunk) => trunkCredentials(trunk, secrets), logger);
  closers.add(() => registrations.close());
  const put = async (tenant: TenantId, document: LinesDocument): Promise<void> => {
    live.useLines(tenant, document);
    trunkAddresses.use(tenant, document, trunks);
    await extensions.use(tenant, document);
    await queues.use(tenant, document);
    await registrations.use(tenant, document);
  };
  await put(tenantId, (await lines.of(tenantId)).document);
  const stop = lines.onChange(
    (tenant, { document }) =>
      void put(tenant, document).catch((error: unknown) =>
        logger.warn({ reason: messageOf(error) }, 'new lines could not be put to use'),
      ),
  );
  closers.add(() => {
    stop();
  });
}
