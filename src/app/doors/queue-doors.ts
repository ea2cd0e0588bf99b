import type { ApiDoors } from '../../api/index.ts';
import { listCallBacks } from '../../seats/index.ts';
import type { QueueDesk } from '../../switchboard/index.ts';
import type { Office } from '../open-office.ts';

/** Queues as supervisors watch them. */
export function queueDoors({ database }: Office, desk: QueueDesk): Pick<ApiDoors, 'queues'> {
  return {
    async queues(tenantId) {
      const callBacks = await listCallBacks(database, tenantId);
      return {
        ...desk.of(tenantId).board(),
        callBacks: callBacks.map(({ callId, queue, number, askedAtMs, attempts }) => ({
          callId,
          queue,
          number,
          askedAtMs,
          attempts,
        })),
      };
    },
  };
}
