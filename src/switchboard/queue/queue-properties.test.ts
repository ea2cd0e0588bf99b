import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueStrategySchema, type QueueSettings } from '../../contract/queue-settings.ts';
import { inOrder, priorityAt } from './caller-order.ts';
import { canServe, isFree } from './choose-agent.ts';
import type { QueuedCaller } from './queue-state.ts';
import { nextQueueMoment } from './queue-step.ts';
import { QueueHistory, queueOf } from './testing/queue-history.ts';

const agentName = fc.constantFrom('amy', 'bob', 'cid');
const callId = fc.nat({ max: 7 }).map((index) => `call-${index}`);
const skill = fc.constantFrom('loans', 'cards');
const moves = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      move: fc.constant('join'),
      callId,
      second: fc.boolean(),
      priority: fc.nat(2),
      skills: fc.uniqueArray(skill, { maxLength: 1 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      move: fc.constantFrom('accept', 'refuse', 'late-accept', 'taken'),
      pick: fc.nat(7),
      agent: agentName,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ move: fc.constantFrom('over', 'call-back', 'reached', 'not-reached', 'withdraw'), callId }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      move: fc.constantFrom('in', 'out', 'pause', 'ready', 'occupied', 'freed'),
      agent: agentName,
      skills: fc.uniqueArray(skill),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ move: fc.constant('wait'), ms: fc.constantFrom(0, 500, 5_000, 20_000, 65_000) }),
  },
);
type Move = typeof moves extends fc.Arbitrary<infer One> ? One : never;

const settings = fc.record({
  strategy: fc.constantFrom(...queueStrategySchema.options),
  raisePriorityEveryMs: fc.constantFrom(0, 10_000),
  pauseAfterNoAnswers: fc.constantFrom(0, 2),
  noAnswerRestMs: fc.constantFrom(0, 5_000),
  wrapUpMs: fc.constantFrom(0, 10_000),
  skills: fc.uniqueArray(skill, { maxLength: 1 }),
  announcements: fc.constantFrom(undefined, {}),
  callBack: fc.constantFrom(undefined, { offerAfterMs: 10_000, keepForMs: 60_000, retryAfterMs: 10_000 }),
});
const overflow = (to: string) =>
  fc.subarray([
    { when: 'waited', afterMs: 30_000, to: { kind: 'queue', queue: to } },
    { when: 'no-agents', to: { kind: 'queue', queue: to } },
    { when: 'length', waiting: 2, to: { kind: 'reject' } },
  ]);
const queues = fc
  .tuple(settings, settings, overflow('second'), overflow('sales'))
  .map(([first, second, ...out]): readonly QueueSettings[] => [
    queueOf({ ...first, overflow: out[0] }),
    queueOf({ ...second, name: 'second', overflow: out[1] }),
  ]);

function make(history: QueueHistory, move: Move): void {
  if (move.move === 'wait' && 'ms' in move) history.wait(move.ms);
  else if ('second' in move) {
    const { callId: joining, priority, skills, second } = move;
    history.join(joining, { priority, skills, queue: second ? 'second' : 'sales' });
  } else if ('pick' in move) {
    const offers = history.state.callers.flatMap((caller) => caller.ringing.map((agent) => [caller.callId, agent]));
    const [offered, agent] = offers[move.pick % Math.max(1, offers.length)] ?? [`call-${move.pick}`, move.agent];
    const kinds = { refuse: 'agent-refused', taken: 'agent-taken' } as const;
    const kind = move.move === 'refuse' || move.move === 'taken' ? kinds[move.move] : 'agent-accepted';
    history.take({ kind, callId: offered!, agent: move.move === 'late-accept' ? move.agent : agent! });
  } else if ('callId' in move) {
    const kinds = {
      over: 'call-over',
      reached: 'call-back-answered',
      'not-reached': 'call-back-failed',
      withdraw: 'call-back-withdrawn',
    } as const;
    if (move.move === 'call-back')
      history.take({ kind: 'call-back-asked', callId: move.callId, number: '+8613800000000' });
    else history.take({ kind: kinds[move.move], callId: move.callId });
  } else if ('agent' in move) {
    const { agent } = move;
    if (move.move === 'in') history.signIn(agent, Object.fromEntries(move.skills.map((name) => [name, 5])));
    else if (move.move === 'pause') history.take({ kind: 'agent-paused', agent, reason: 'break' });
    else {
      const kinds = {
        out: 'agent-signed-out',
        ready: 'agent-ready',
        occupied: 'agent-occupied',
        freed: 'agent-freed',
      } as const;
      history.take({ kind: kinds[move.move], agent });
    }
  }
}

/** Runs random histories and looks at the state after each move. */
function always(look: (history: QueueHistory) => void): void {
  fc.assert(
    fc.property(queues, fc.array(moves, { maxLength: 60 }), (settingsOf, history) => {
      const run = new QueueHistory(...settingsOf);
      for (const move of history) {
        make(run, move);
        look(run);
      }
    }),
    { numRuns: 400 },
  );
}

const dueNow = (caller: QueuedCaller, nowMs: number): boolean =>
  caller.ringing.length === 0 && (caller.callBack?.notBeforeMs ?? 0) <= nowMs;

test('an agent rings for one caller or is in one call, and both sides agree on it', () => {
  always(({ state }) => {
    const rung = state.callers.flatMap(({ callId: id, ringing }) => ringing.map((agent) => `${agent} ${id}`));
    const ringing = state.agents.flatMap(({ name, activity }) =>
      activity.kind === 'ringing' ? [`${name} ${activity.callId}`] : [],
    );
    expect(rung.toSorted()).toEqual(ringing.toSorted());
    const agents = rung.map((pair) => pair.split(' ')[0]);
    expect(new Set(agents).size).toBe(agents.length);
    const several = state.callers.filter(
      ({ queue, ringing: many }) => queue.strategy !== 'ring-all' && many.length > 1,
    );
    expect(several).toEqual([]);
  });
});

test('a call is waiting or served, never both nor twice', () => {
  always(({ state }) => {
    const served = state.agents.flatMap(({ activity }) =>
      activity.kind === 'busy' && activity.caller ? [activity.caller.callId] : [],
    );
    const all = [...served, ...state.callers.map((caller) => caller.callId)];
    expect(new Set(all).size).toBe(all.length);
  });
});

test('nobody waits while an agent who could serve is free, and nothing that is due is left', () => {
  always(({ state, nowMs, rules }) => {
    const free = state.agents.filter((agent) => isFree(agent, nowMs));
    const due = state.callers.filter((caller) => dueNow(caller, nowMs));
    for (const caller of due) expect(free.filter((agent) => canServe(agent, caller))).toEqual([]);
    expect(nextQueueMoment(state, nowMs, rules) ?? Infinity).toBeGreaterThan(nowMs);
  });
});

test('offers go in order: nobody is offered while one before, who wants no more, is not', () => {
  fc.assert(
    fc.property(queues, fc.array(moves, { maxLength: 60 }), (settingsOf, history) => {
      const run = new QueueHistory(...settingsOf);
      for (const move of history) {
        const before = new Map(run.state.callers.map((caller) => [caller.callId, caller.ringing.length]));
        const seen = run.facts.length;
        make(run, move);
        if (move.move === 'wait') continue;
        const offered = new Set(
          run.facts.slice(seen).flatMap((fact) => (fact.kind === 'offered' ? [fact.callId] : [])),
        );
        const order = inOrder(run.state.callers, run.nowMs);
        for (const [index, caller] of order.entries()) {
          if (!offered.has(caller.callId) || before.get(caller.callId) !== 0) continue;
          const passedOver = order
            .slice(0, index)
            .filter(
              (one) =>
                dueNow(one, run.nowMs) &&
                one.queue === caller.queue &&
                one.skills.every((wanted) => caller.skills.includes(wanted)),
            );
          expect(passedOver).toEqual([]);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('within a queue equals stay in the order of joining, whatever time adds to their priority', () => {
  always(({ state, nowMs }) => {
    const overtaken = state.callers.flatMap((one) =>
      state.callers.filter(
        (other) =>
          one.queue === other.queue &&
          one.priority === other.priority &&
          one.ordinal < other.ordinal &&
          priorityAt(one, nowMs) < priorityAt(other, nowMs),
      ),
    );
    expect(overtaken).toEqual([]);
  });
});

test('everybody who entered is accounted for: still there, connected, gone, sent on, or given up', () => {
  always((history) => {
    const closed = ['connected', 'abandoned', 'overflowed', 'call-back-given-up'] as const;
    const ended = closed.reduce((sum, kind) => sum + history.told(kind).length, 0);
    const dialing = history.state.agents.filter(({ activity }) => activity.kind === 'busy' && activity.dialing).length;
    expect(history.told('entered').length).toBe(ended + history.state.callers.length + dialing);
  });
});
