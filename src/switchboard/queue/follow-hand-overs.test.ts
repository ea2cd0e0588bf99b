import { expect, it } from 'vitest';
import type { CallEvent } from '../../contract/call-event.ts';
import { followHandOvers } from './follow-hand-overs.ts';
import { callNamed, DeskRig, tenantId } from './testing/desk-rig.ts';

it('an agent whom a robot hands a customer to is offered no queue’s call until that is over', async () => {
  const rig = new DeskRig([{ name: 'sales' }]);
  let tell: (event: CallEvent) => void = () => undefined;
  let ended = false;
  const stop = followHandOvers(
    {
      subscribe(listener) {
        tell = listener;
        return () => {
          ended = true;
        };
      },
    },
    rig.desk,
  );
  const say = (event: object) => tell({ callId: callNamed(7), atMs: 0, ...event } as CallEvent);
  const state = () => rig.queues.agents()[0]?.state;
  rig.queues.signIn('amy');
  say({ kind: 'transfer-started', seat: 'amy', summary: '' });
  expect(state()).toBe('ready');

  say({ kind: 'call-started', tenantId });
  say({ kind: 'transfer-started', seat: 'amy', summary: '' });
  expect(state()).toBe('busy');
  say({ kind: 'transfer-failed', seat: null, reason: 'no-seat' });
  say({ kind: 'transfer-failed', seat: 'amy', reason: 'no-answer' });
  expect(state()).toBe('ready');
  say({ kind: 'transfer-started', seat: 'amy', summary: '' });
  say({ kind: 'transfer-ended', seat: 'amy', bridgedMs: 1 });
  say({ kind: 'call-ended' });
  expect([state(), rig.queues.callsWithSeats()]).toEqual(['ready', []]);
  stop();
  expect(ended).toBe(true);
});
