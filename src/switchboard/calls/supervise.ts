import type { CallLeg } from '../../call/index.ts';
import type { MonitorMode } from '../../contract/switchboard-command.ts';
import { answerByItself } from './answer-by-itself.ts';
import type { HouseCall } from './house-call.ts';
import { shownCaller } from './lead-call.ts';
import { ringTelephones, type RingTarget } from './ring-telephones.ts';

/** Lets a supervisor into a call beside one of its parties. */
export function supervise(call: HouseCall, supervisor: CallLeg, watched: CallLeg, mode: MonitorMode): void {
  const known = call.parties.of(supervisor);
  const group = call.parties.of(watched)?.group ?? 0;
  const role = mode === 'listen' ? 'listener' : mode === 'whisper' ? 'whisperer' : 'member';
  const watches = role === 'member' ? null : watched.id;
  if (known && role === 'member') call.host?.personJoined();
  if (known) call.parties.change(supervisor, { role, watches, group });
  else call.admit(supervisor, role, { watches, group });
  if (mode !== 'take-over') return;
  // Who watches a robot's customer takes him from all who have him.
  const isCustomer = watched === call.first && !watched.canMove;
  const others = call.parties.members.filter(({ leg }) => leg !== supervisor && leg !== watched);
  const replaced = isCustomer ? others.map(({ leg }) => leg) : [watched];
  if (watched === call.first && !isCustomer) call.makeFirst(supervisor);
  for (const leg of replaced) call.drop(leg, `${supervisor.party} took over`);
}

const ringForMs = 30_000;

/** Rings a supervisor, who is in the call beside one of its parties as soon as he answers. */
export function callSupervisor(
  call: HouseCall,
  targets: readonly RingTarget[],
  watched: CallLeg,
  mode: MonitorMode,
): void {
  const ringing = ringTelephones(
    call,
    { rounds: [targets], ringForMs, caller: shownCaller(call, answerByItself) },
    {
      rang: () => undefined,
      answered: (leg) => (watched.isOver ? leg.end() : supervise(call, leg, watched, mode)),
      failed: () => undefined,
    },
  );
  call.accompany(ringing);
}
