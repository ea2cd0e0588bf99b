import type { AgentRow, QueueRow } from '../../contract/queue-board.ts';
import type { QueueSettings } from '../../contract/queue-settings.ts';
import { canServe } from './choose-agent.ts';
import { estimateWaitMs } from './estimate-wait.ts';
import type { QueuedCaller, QueueRules, QueuesState } from './queue-state.ts';
import { emptyTally, figuresOf, type QueueTally } from './service-level.ts';

/** Every queue now and so far today, in the order of the document. */
export function queueRows(
  state: QueuesState,
  rules: QueueRules,
  tallies: ReadonlyMap<string, QueueTally>,
  nowMs: number,
): QueueRow[] {
  return [...rules.values()].map((queue) => {
    const own = state.callers.filter((caller) => caller.queue.name === queue.name);
    const onLine = own.filter(({ callBack }) => callBack === null);
    const newcomer = newcomerOf(queue, state.nextOrdinal, nowMs);
    const agents = { ready: 0, ringing: 0, busy: 0, 'wrap-up': 0, paused: 0 };
    for (const agent of state.agents) if (canServe(agent, newcomer)) agents[agent.activity.kind] += 1;
    return {
      name: queue.name,
      displayName: queue.displayName ?? null,
      waiting: onLine.length,
      callBacks: own.length - onLine.length,
      longestWaitMs: onLine.reduce((longest, { enteredAtMs }) => Math.max(longest, nowMs - enteredAtMs), 0),
      expectedWaitMs: estimateWaitMs({ ...state, callers: [...state.callers, newcomer] }, newcomer, nowMs),
      agents,
      today: figuresOf(tallies.get(queue.name) ?? emptyTally),
    };
  });
}

/** Every seat and what its agent does; who is not signed in is offline. */
export function agentRows(seats: Iterable<string>, { agents }: QueuesState): AgentRow[] {
  return [...seats].map((seat) => {
    const activity = agents.find(({ name }) => name === seat)?.activity;
    const reason = activity?.kind === 'paused' ? activity.reason : null;
    return { seat, state: activity?.kind ?? 'offline', reason };
  });
}

function newcomerOf(queue: QueueSettings, ordinal: number, nowMs: number): QueuedCaller {
  return {
    callId: '',
    queue,
    priority: 0,
    skills: queue.skills,
    joinedAtMs: nowMs,
    ordinal,
    enteredAtMs: nowMs,
    passed: [],
    ringing: [],
    tried: [],
    announceAtMs: null,
    callBackOffered: false,
    callBack: null,
  };
}
