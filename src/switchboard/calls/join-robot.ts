import type { CallSurroundings, RobotRoom } from '../../call/index.ts';
import { HouseCall } from './house-call.ts';
import type { Board, HouseOrder } from './house-order.ts';
import type { House } from './stage.ts';

/**
 * A call that stands on a robot's: its customer and its seat are parties, and people may come in. The customer is its first
 * party, as if the customer had called us. `over` is called when it stands there no longer.
 */
export function joinRobot(
  room: RobotRoom,
  house: House,
  around: CallSurroundings,
  board: Board,
  over: () => void,
): HouseCall {
  const { callId, destination } = room.order;
  const order: HouseOrder = {
    callId,
    house,
    direction: 'inbound',
    trunk: destination.kind === 'trunk' ? destination.trunk.name : null,
    caller: { name: room.customer.party },
    callee: destination.caller,
    record: false,
  };
  const call = new HouseCall(order, around, room.story, board, over, {
    personJoined: () => room.personJoined(),
    hangUp: ({ hangUpBy, reason }) =>
      room.hangUp(hangUpBy, hangUpBy === 'operator' ? 'terminated' : 'transfer-failed', reason),
  });
  let seat = room.seat;
  call.standOn(room.customer);
  if (seat) call.parties.add(seat, 'agent', { known: true });
  room.join({
    heard: (event) => call.heard(event),
    seatJoined(joined) {
      seat = joined;
      call.parties.add(joined, 'agent', { known: true });
    },
    seatLeft() {
      if (seat) call.left(seat, 'remote', 'it hung up');
    },
    parties: () => call.livingParties(),
    callOver: () => call.hostIsOver(),
  });
  return call;
}
