import type { QueueSettings } from '../../contract/queue-settings.ts';
import type { QueueAgent, QueuedCaller } from './queue-state.ts';

/** Whether this agent is one who may take this caller at all. */
export function canServe(agent: QueueAgent, { queue, skills }: Pick<QueuedCaller, 'queue' | 'skills'>): boolean {
  if (queue.seats.length > 0 && !queue.seats.includes(agent.name)) return false;
  return skills.every((skill) => (agent.skills[skill] ?? 0) > 0);
}

export function isFree(agent: QueueAgent, nowMs: number): boolean {
  return agent.activity.kind === 'ready' && nowMs >= agent.restUntilMs;
}

/** Whom to offer this caller to, of those who are free: none, one, or under `ring-all` every one. */
export function chooseAgents(
  caller: QueuedCaller,
  free: readonly QueueAgent[],
  lastOffered: string | undefined,
): readonly QueueAgent[] {
  const able = free.filter((agent) => canServe(agent, caller));
  if (caller.queue.strategy === 'ring-all') return able;
  const fresh = able.filter(({ name }) => !caller.tried.includes(name));
  const best = (fresh.length > 0 ? fresh : able).toSorted(byStrategy(caller, lastOffered))[0];
  return best ? [best] : [];
}

type Comparison = (one: QueueAgent, other: QueueAgent) => number;

const byIdleness: Comparison = (one, other) =>
  one.idleSinceMs - other.idleSinceMs || (one.name < other.name ? -1 : Number(one.name > other.name));

function byStrategy(caller: QueuedCaller, lastOffered: string | undefined): Comparison {
  switch (caller.queue.strategy) {
    case 'longest-idle':
    case 'ring-all':
      return byIdleness;
    case 'fewest-calls':
      return (one, other) => one.callsTaken - other.callsTaken || byIdleness(one, other);
    case 'skill-level':
      return (one, other) => levelFor(caller, other) - levelFor(caller, one) || byIdleness(one, other);
    case 'round-robin':
      return (one, other) =>
        compareTurns(turnOf(caller.queue, one.name, lastOffered), turnOf(caller.queue, other.name, lastOffered));
  }
}

function levelFor(caller: QueuedCaller, agent: QueueAgent): number {
  return caller.skills.reduce((sum, skill) => sum + (agent.skills[skill] ?? 0), 0);
}

/** Those after the last one offered come first, then those up to it; in the queue's own order, or by name. */
function turnOf(queue: QueueSettings, name: string, last: string | undefined): readonly [number, number, string] {
  const place = (agent: string): readonly [number, string] => [queue.seats.indexOf(agent), agent];
  const [listed, word] = place(name);
  const [lastListed, lastWord] = last === undefined ? [-2, ''] : place(last);
  const later = listed > lastListed || (listed === lastListed && word > lastWord);
  return [later ? 0 : 1, listed, word];
}

function compareTurns(one: readonly [number, number, string], other: readonly [number, number, string]): number {
  return one[0] - other[0] || one[1] - other[1] || (one[2] < other[2] ? -1 : Number(one[2] > other[2]));
}
