import type { CallLeg } from '../../call/index.ts';
import type { MonitorMode } from '../../contract/switchboard-command.ts';
import type { HouseCall } from './house-call.ts';

/** Lets a supervisor into a call beside one of its parties. */
export function supervise(call: HouseCall, supervisor: CallLeg, watched: CallLeg, mode: MonitorMode): void {
  const known = call.parties.of(supervisor);
  const group = call.parties.of(watched)?.group ?? 0;
  const role = mode === 'listen' ? 'listener' : mode === 'whisper' ? 'whisperer' : 'member';
  const watches = role === 'member' ? null : watched.id;
  if (known) call.parties.change(supervisor, { role, watches, group });
  else call.admit(supervisor, role, { watches, group });
  if (mode !== 'take-over') return;
  if (watched === call.first) call.makeFirst(supervisor);
  call.drop(watched, `${supervisor.party} took over`);
}
