import type { CallLeg } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { CallBackAttempt, CallBackDialer } from '../queue/queue-calls.ts';
import { outsideNumber } from './dial-plan.ts';
import type { HouseCall } from './house-call.ts';
import type { LeadParts } from './lead-call.ts';
import type { Asker, Lead } from './lead.ts';
import { ringTelephones } from './ring-telephones.ts';
import type { House } from './stage.ts';
import { seatTargets } from './stages.ts';
import type { Switchboard } from './switchboard.ts';

export interface CallBackParts {
  readonly board: Switchboard;
  readonly registrar: LeadParts['registrar'];
  /** A tenant's house as it is now. */
  readonly houses: (tenantId: TenantId) => House | null;
}

/** The queue promised it; its document is who leads outside, and the gate has the last word. */
const byQueue: Asker = { initiator: 'call-back', extension: null };

/** Makes the calls back that queues promised: the agent first, then by a permit whoever asked for it. */
export function callBackDialer({ board, registrar, houses }: CallBackParts): CallBackDialer {
  const rung = new Map<CallId, { readonly call: HouseCall; readonly leg: CallLeg }>();
  return {
    ring(attempt, answers) {
      const house = houses(attempt.tenantId);
      const call = house && openCallBack(board, house, attempt);
      if (!call) {
        answers.refused();
        return { cancel: () => undefined };
      }
      const ringing = ringTelephones(
        call,
        {
          rounds: [seatTargets({ registrar }, call, attempt.seat)],
          // The desk takes the offer back in time.
          ringForMs: attempt.ringForMs + 1_000,
          caller: { name: attempt.number, headers: { 'X-Waihu-Call-Back': attempt.askedIn } },
        },
        {
          rang: () => undefined,
          answered(leg) {
            rung.set(attempt.callId, { call, leg });
            answers.accepted();
          },
          failed({ status, outcome, hangUpBy, reason }) {
            call.end({ outcome, hangUpBy, sipStatus: status, reason });
            answers.refused();
          },
        },
      );
      return {
        cancel() {
          rung.delete(attempt.callId);
          ringing.stop();
          call.end({ outcome: 'cancelled', hangUpBy: 'robot', sipStatus: null, reason: 'the queue took it back' });
        },
      };
    },
    dial(attempt, ends) {
      const found = rung.get(attempt.callId);
      rung.delete(attempt.callId);
      if (!found || found.call.isOver || found.leg.isOver) return ends.failed();
      const { call, leg } = found;
      const to = whomToCall(call.order.house, attempt.number);
      let answered = false;
      const unwatch = board.onChange((changed) => {
        if (changed !== call || !call.isOver) return;
        unwatch();
        if (answered) ends.over();
        else ends.failed();
      });
      if (!to)
        return call.end({ outcome: 'failed', hangUpBy: 'robot', sipStatus: 404, reason: 'no number to call back' });
      call.beginUp(leg, to, byQueue, {
        taken() {
          answered = true;
          ends.answered();
        },
      });
    },
  };
}

/** The call begins with the agent's telephone; whom it is for is the callee. */
function openCallBack(
  board: Switchboard,
  house: House,
  { callId, number: callee, seat }: CallBackAttempt,
): HouseCall | null {
  const name = seat.extension ?? seat.name;
  const caller = { name, displayName: seat.displayName };
  return board.open({
    callId,
    house,
    direction: 'outbound',
    trunk: null,
    caller,
    callee,
    record: true,
    originated: true,
  });
}

function whomToCall({ lines }: House, number: string): Lead | null {
  if (lines.extensions.some(({ name }) => name === number)) return { kind: 'extension', extension: number };
  const outside = outsideNumber(number);
  return outside === null ? null : { kind: 'outside', number: outside };
}
