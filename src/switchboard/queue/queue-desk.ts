import type { TenantId } from '../../contract/ids.ts';
import type { CallBackDialer } from './queue-calls.ts';
import type { QueueDeskParts } from './queue-desk-parts.ts';
import { TenantQueues } from './tenant-queues.ts';

/** All queues of this node, by tenant. */
export interface QueueDesk {
  of(tenantId: TenantId): TenantQueues;
  /** Who makes the calls back; until then nobody is offered one, and promised ones wait. */
  dialCallBacksBy(dialer: CallBackDialer): void;
  close(): void;
}

export function openQueueDesk(parts: QueueDeskParts): QueueDesk {
  const tenants = new Map<TenantId, TenantQueues>();
  let dialer: CallBackDialer | null = null;
  return {
    of(tenantId) {
      const known = tenants.get(tenantId);
      if (known) return known;
      const queues = new TenantQueues(tenantId, parts);
      if (dialer) queues.dialCallBacksBy(dialer);
      tenants.set(tenantId, queues);
      return queues;
    },
    dialCallBacksBy(one) {
      dialer = one;
      for (const queues of tenants.values()) queues.dialCallBacksBy(one);
    },
    close() {
      for (const queues of tenants.values()) queues.close();
    },
  };
}
