import type { TenantId } from '../../contract/ids.ts';
import type { CommandAnswer, CommandOf } from '../../contract/switchboard-command.ts';
import type { QueueDesk } from './queue-desk.ts';

/** What an agent, or who may say so, wants of his seat. */
export function setAgent(desk: QueueDesk, tenantId: TenantId, command: CommandOf<'agent'>): CommandAnswer {
  const { seat, state, reason = '' } = command;
  const queues = desk.of(tenantId);
  const agent = queues.agents().find((one) => one.seat === seat);
  if (!agent) return { ok: false, code: 'no-such-seat', what: `seat '${seat}' does not exist` };
  if (state === 'offline') queues.signOut(seat);
  else if (state === 'paused') {
    if (agent.state === 'offline') queues.signIn(seat);
    queues.pause(seat, reason);
  } else if (agent.state === 'offline') queues.signIn(seat);
  else queues.ready(seat);
  return { ok: true };
}
