import type { CallEvent } from '../../contract/call-event.ts';
import type { CtiAgent } from '../../contract/cti.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { CommandInitiator, LiveCall } from '../../contract/live-calls.ts';
import type { CommandAnswer, SwitchboardCommand } from '../../contract/switchboard-command.ts';

/** What the CTI interface may ask of the program. */
export interface CtiDoors {
  command(tenantId: TenantId, command: SwitchboardCommand, by: CommandInitiator): Promise<CommandAnswer>;
  calls(tenantId: TenantId): readonly LiveCall[];
  call(tenantId: TenantId, callId: CallId): LiveCall | null;
  /** Every seat of the house, by name. */
  agents(tenantId: TenantId): Promise<readonly CtiAgent[]>;
  /** Events of everybody's calls, with whose they are; the returned function ends it. */
  events(listener: (tenantId: TenantId, event: CallEvent) => void): () => void;
  agentChanges(listener: (tenantId: TenantId, agent: CtiAgent) => void): () => void;
}
