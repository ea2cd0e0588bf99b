import { expect, it } from 'vitest';
import type { CallLeg, CallSurroundings, MediaCommand, RobotRoom } from '../../call/index.ts';
import { voiceSchema } from '../../contract/script-document.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { houses } from '../presence/testing/small-house.ts';
import type { Board } from './house-order.ts';
import { joinRobot } from './join-robot.ts';

const [house] = houses;
const customer = { id: 'call/customer', party: '13800000000', isOver: false, holdsUs: false } as CallLeg;

it("what is done for a robot's customer hears and speaks as the tenant set it", () => {
  const sent: MediaCommand[] = [];
  const own = { recognizers: ['own'], synthesizers: ['voice'], denoise: true, gainControl: false };
  const around = {
    media: { send: (command: MediaCommand) => sent.push(command) },
    clock: new FakeClock(),
    recognizer: 'usual',
    fallbackRecognizers: ['second'],
    speechOf: () => own,
  } as unknown as CallSurroundings;
  const order = { callId: 'call', destination: { kind: 'address', address: 'sip:a@b', caller: '95500' } };
  const story = { tell: () => undefined };
  const room = { order, story, customer, seat: null, join: () => undefined } as unknown as RobotRoom;
  const board = { changed: () => undefined } as unknown as Board;
  const { recognizer, fallbackRecognizers, media } = joinRobot(room, house, around, board, () => undefined).line(
    customer,
  ).around;
  expect([recognizer, fallbackRecognizers]).toEqual(['own', []]);
  const item = { text: '您好', voice: voiceSchema.parse({}), audioFile: null };
  media.send({ kind: 'presume', legId: customer.id, items: [item] });
  expect(sent.at(-1)).toMatchObject({ items: [{ ...item, synthesizers: ['voice'] }] });
});
