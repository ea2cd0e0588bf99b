import type { ApiDoors } from '../../api/index.ts';
import type { LiveSwitch } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { Office } from '../open-office.ts';

/** Calls in the air and agents, for programs at an agent's side. */
export function ctiDoors(office: Office, live: LiveSwitch): ApiDoors['cti'] {
  const { lines } = office;
  return {
    command: (tenantId, command, by) => live.command(tenantId, command, by),
    calls: (tenantId) => live.list(tenantId),
    call(tenantId, callId) {
      const call = live.find(callId);
      return call?.tenantId === tenantId ? call : null;
    },
    async agents(tenantId) {
      const told = new Map(live.agents(tenantId).map((agent) => [agent.seat, agent]));
      const { seats } = (await lines.of(tenantId)).document;
      // Queues offer nothing to who never signed in; a robot may hand over to them all the same.
      return seats.map(({ name }) => told.get(name) ?? { seat: name, state: 'offline', reason: null, sinceMs: null });
    },
    events(listener) {
      const tenantOf = new Map<CallId, TenantId>();
      return live.subscribe((event) => {
        if (event.kind === 'call-started') tenantOf.set(event.callId, event.tenantId);
        const tenantId = tenantOf.get(event.callId) ?? live.find(event.callId)?.tenantId;
        if (event.kind === 'call-ended') tenantOf.delete(event.callId);
        if (tenantId !== undefined) listener(tenantId, event);
      });
    },
    agentChanges: (listener) => live.subscribeAgents(listener),
  };
}
