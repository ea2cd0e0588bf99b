import type { LiveSwitch } from '../call/index.ts';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import type { LinesDocument } from '../contract/lines-document.ts';
import type { LiveServices } from '../contract/live-services.ts';
import { messageOf } from '../foundation/errors.ts';
import { queueBooks, readQueueMemory } from '../seats/index.ts';
import { followHandOvers, openQueueDesk, type QueueDesk } from '../switchboard/index.ts';
import type { Closers } from './closers.ts';
import type { Office } from './open-office.ts';

/** The queues of this node, and who serves them. */
export interface Queues {
  readonly desk: QueueDesk;
  /** Puts a tenant's queues and seats in force; the first time they go on where an earlier run stopped. */
  use(tenantId: TenantId, document: LinesDocument): Promise<void>;
}

export function openQueues(
  { config, world, database }: Office,
  live: LiveSwitch,
  services: LiveServices,
  closers: Closers,
): Queues {
  const { clock, logger, newId } = world;
  const desk = openQueueDesk({
    clock,
    logger,
    services: {
      ...queueBooks(database),
      reserveSeat: (request, signal) => services.reserveSeat(request, signal),
      releaseSeat: (reservationId, answered) => services.releaseSeat(reservationId, answered),
    },
    newCallId: () => callIdSchema.parse(`${config.node}-${newId()}`),
    utcOffsetMinutes: config.utcOffsetMinutes,
    tellAgent: (tenantId, agent) => live.tellAgent(tenantId, agent),
  });
  closers.add(() => desk.close());
  closers.add(followHandOvers(live, desk));
  const restored = new Set<TenantId>();
  return {
    desk,
    async use(tenantId, document) {
      const queues = desk.of(tenantId);
      queues.useLines(document);
      if (restored.has(tenantId)) return;
      restored.add(tenantId);
      try {
        queues.restore(await readQueueMemory(database, tenantId, config.node));
      } catch (error) {
        restored.delete(tenantId);
        logger.warn({ reason: messageOf(error) }, 'what queues had written down could not be read');
      }
    },
  };
}
