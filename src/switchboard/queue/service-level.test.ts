import { expect, test } from 'vitest';
import { queueFigures } from './service-level.ts';
import { QueueHistory, queueOf } from './testing/queue-history.ts';

const queue = queueOf({
  wrapUpMs: 0,
  serviceLevel: { withinMs: 10_000, shortAbandonMs: 3_000 },
  callBack: { offerAfterMs: 0 },
});

test('the service level counts who was answered in time of those who waited for it', () => {
  const queues = new QueueHistory(queue);
  for (const [callId, waitMs] of [
    ['one', 4_000],
    ['two', 12_000],
  ] as const) {
    queues.join(callId);
    queues.wait(waitMs);
    queues.signIn('amy');
    queues.accept(callId, 'amy');
    queues.take({ kind: 'agent-signed-out', agent: 'amy' });
    queues.wait(20_000);
    queues.over(callId);
  }
  for (const [callId, waitMs] of [
    ['three', 2_999],
    ['four', 30_000],
  ] as const) {
    queues.join(callId);
    queues.wait(waitMs);
    queues.over(callId);
  }
  queues.join('five');
  queues.take({ kind: 'call-back-asked', callId: 'five', number: '+8613800000000' });
  queues.signIn('amy');
  queues.accept('five', 'amy');
  queues.take({ kind: 'call-back-answered', callId: 'five' });
  expect(queueFigures(queues.facts, queue)).toEqual({
    entered: 5,
    connected: 2,
    connectedInTime: 1,
    abandoned: 1,
    shortlyAbandoned: 1,
    overflowed: 0,
    callBacksAsked: 1,
    callBacksReached: 1,
    serviceLevel: 1 / 3,
    meanWaitMs: 8_000,
    longestWaitMs: 12_000,
    meanTalkMs: 20_000,
  });
});

test('a queue that nobody called has no figures to speak of, and others do not count for it', () => {
  const queues = new QueueHistory(queue, queueOf({ name: 'other' }));
  queues.join('one', { queue: 'other' });
  expect(queueFigures(queues.facts, queue)).toMatchObject({ entered: 0, serviceLevel: null, meanWaitMs: null });
});
