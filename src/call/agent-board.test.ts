import { expect, test } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import type { LiveAgent } from '../contract/live-calls.ts';
import { AgentBoard } from './agent-board.ts';

const [one, other] = ['1', '2'].map((end) => tenantIdSchema.parse(`00000000-0000-4000-8000-00000000000${end}`)) as [
  ReturnType<typeof tenantIdSchema.parse>,
  ReturnType<typeof tenantIdSchema.parse>,
];
const agent = (seat: string, state: LiveAgent['state']): LiveAgent => ({ seat, state, reason: null, sinceMs: 1 });

test('an agent is what was told last, in its own house alone', () => {
  const board = new AgentBoard(() => undefined);
  const heard: unknown[] = [];
  const stop = board.subscribe((tenantId, { seat, state }) => heard.push([tenantId, seat, state]));
  board.tell(one, agent('amy', 'ready'));
  board.tell(one, agent('amy', 'busy'));
  stop();
  board.tell(other, agent('bo', 'paused'));
  expect(board.list(one)).toEqual([agent('amy', 'busy')]);
  expect(board.list(other)).toEqual([agent('bo', 'paused')]);
  expect(heard).toEqual([
    [one, 'amy', 'ready'],
    [one, 'amy', 'busy'],
  ]);
});
