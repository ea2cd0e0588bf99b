import type { KeptAgentState } from '../contract/live-services.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** A seat that is no more needs no state. */
export async function updateAgentState(db: TenantTransaction, { seat, state, reason }: KeptAgentState): Promise<void> {
  await db.updateTable('seats').set({ agent_state: state, agent_reason: reason }).where('name', '=', seat).execute();
}

/** Of those who ever signed in, by name. */
export async function selectAgentStates(db: TenantTransaction): Promise<KeptAgentState[]> {
  const rows = await db
    .selectFrom('seats')
    .select(['name', 'agent_state', 'agent_reason'])
    .where('agent_state', 'is not', null)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    seat: row.name,
    state: row.agent_state as KeptAgentState['state'],
    reason: row.agent_reason,
  }));
}
