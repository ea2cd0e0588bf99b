import type { TenantId } from '../contract/ids.ts';
import type { KeptAgentState, KeptCallBack, QueueServices } from '../contract/live-services.ts';
import type { Database } from '../storage/index.ts';
import { selectAgentStates, updateAgentState } from './agent-state-store.ts';
import { closeCallBack, selectOpenCallBacks, upsertCallBack } from './call-back-store.ts';

/** What queues have written down, for those that begin anew after a restart. */
export interface QueueMemory {
  readonly agents: readonly KeptAgentState[];
  readonly callBacks: readonly KeptCallBack[];
}

/** Keeps what queues must not forget. */
export function queueBooks(database: Database): QueueServices {
  return {
    keepCallBack: (tenantId, callBack) => database.withTenant(tenantId, (db) => upsertCallBack(db, callBack)),
    endCallBack: (tenantId, callId, end) => database.withTenant(tenantId, (db) => closeCallBack(db, callId, end)),
    keepAgentState: (tenantId, agent) => database.withTenant(tenantId, (db) => updateAgentState(db, agent)),
  };
}

/** Who is signed in, and whom the calls of this node promised to call back. */
export function readQueueMemory(database: Database, tenantId: TenantId, node: string): Promise<QueueMemory> {
  return database.withTenant(tenantId, async (db) => ({
    agents: await selectAgentStates(db),
    callBacks: await selectOpenCallBacks(db, node),
  }));
}

/** Everybody who waits to be called back, whichever node promised it. */
export function listCallBacks(database: Database, tenantId: TenantId): Promise<KeptCallBack[]> {
  return database.withTenant(tenantId, (db) => selectOpenCallBacks(db, null));
}
