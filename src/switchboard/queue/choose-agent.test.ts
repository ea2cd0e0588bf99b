import { expect, test } from 'vitest';
import { QueueHistory, queueOf } from './testing/queue-history.ts';

/** Signs agents in, and has each take one call that is over `endedAtMs` later. */
function served(settings: object, agents: Readonly<Record<string, Readonly<Record<string, number>>>> = {}) {
  const queues = new QueueHistory(queueOf({ wrapUpMs: 0, ...settings }));
  for (const [agent, skills] of Object.entries(agents)) {
    queues.signIn(agent, skills);
    queues.wait(1_000);
  }
  return queues;
}

/** The agents that take the next calls, each over at once. */
function takers(queues: QueueHistory, count: number, skills: string[] = []): readonly (string | undefined)[] {
  return Array.from({ length: count }, (_, index) => {
    const callId = `call-${queues.nowMs}-${index}`;
    queues.join(callId, { skills });
    const [agent] = queues.ringing(callId);
    if (agent !== undefined) queues.accept(callId, agent);
    queues.wait(1_000);
    queues.over(callId);
    return agent;
  });
}

const three = { cid: {}, amy: {}, bob: {} };

test('longest idle: whose last call ended first', () => {
  expect(takers(served({ strategy: 'longest-idle' }, three), 4)).toEqual(['cid', 'amy', 'bob', 'cid']);
});

test('round robin goes round in the order of the queue, or by name', () => {
  expect(takers(served({ strategy: 'round-robin' }, three), 4)).toEqual(['amy', 'bob', 'cid', 'amy']);
  const listed = { strategy: 'round-robin', seats: ['bob', 'cid', 'amy'] };
  expect(takers(served(listed, three), 4)).toEqual(['bob', 'cid', 'amy', 'bob']);
});

test('fewest calls: who came later catches up', () => {
  const queues = served({ strategy: 'fewest-calls' }, { amy: {} });
  takers(queues, 2);
  queues.signIn('bob');
  expect(takers(queues, 4)).toEqual(['bob', 'bob', 'amy', 'bob']);
});

test('skill level: the best at what is wanted, and nobody who cannot', () => {
  const queues = served({ strategy: 'skill-level' }, { amy: { loans: 3 }, bob: { loans: 9 }, cid: { cards: 10 } });
  expect(takers(queues, 2, ['loans'])).toEqual(['bob', 'bob']);
  queues.take({ kind: 'agent-occupied', agent: 'bob' });
  expect(takers(queues, 1, ['loans'])).toEqual(['amy']);
  expect(takers(queues, 1, ['loans', 'cards'])).toEqual([undefined]);
});

test('only the seats of the queue serve it, where it names any', () => {
  expect(takers(served({ seats: ['bob'] }, three), 2)).toEqual(['bob', 'bob']);
});
