import type { TenantId } from '../contract/ids.ts';
import type { LiveAgent } from '../contract/live-calls.ts';
import { Emitter } from '../foundation/emitter.ts';

/** What every agent is doing now, as queues tell it. */
export class AgentBoard {
  readonly #agents = new Map<TenantId, Map<string, LiveAgent>>();
  readonly #changes: Emitter<{ changed: { readonly tenantId: TenantId; readonly agent: LiveAgent } }>;

  constructor(onListenerError: (error: unknown) => void) {
    this.#changes = new Emitter(onListenerError);
  }

  tell(tenantId: TenantId, agent: LiveAgent): void {
    const agents = this.#agents.get(tenantId) ?? new Map<string, LiveAgent>();
    agents.set(agent.seat, agent);
    this.#agents.set(tenantId, agents);
    this.#changes.emit('changed', { tenantId, agent });
  }

  list(tenantId: TenantId): readonly LiveAgent[] {
    return [...(this.#agents.get(tenantId)?.values() ?? [])];
  }

  subscribe(listener: (tenantId: TenantId, agent: LiveAgent) => void): () => void {
    return this.#changes.on('changed', ({ tenantId, agent }) => listener(tenantId, agent));
  }
}
