import {
  dialsNow,
  learnAnswered,
  learnDialed,
  learnHandled,
  startPredictive,
  usualAim,
  type Floor,
} from '../../src/campaign/index.ts';
import type { Dialer } from './day.ts';
import { world } from './world.ts';

export function predictiveDialer(): Dialer {
  let state = startPredictive(usualAim);
  return {
    everyMs: 1_000,
    dials: (floor) => dialsNow(state, floor, usualAim),
    dialed: (reached, tookMs) => void (state = learnDialed(state, reached, tookMs)),
    handled: (talkMs, wrapUpMs) => void (state = learnHandled(state, talkMs, wrapUpMs)),
    answered: (joined) => void (state = learnAnswered(state, joined, usualAim)),
  };
}

/** Everybody at work, whatever they do. */
const agentsOf = ({ idleAgents, talkingMs, wrappingUpMs }: Floor): number =>
  idleAgents + talkingMs.length + wrappingUpMs.length;

/** What is missing of so many lines for each agent. */
const upToLevel = (floor: Floor, level: number): number =>
  Math.max(0, Math.floor(agentsOf(floor) * level) - floor.talkingMs.length - floor.waiting - floor.dialingMs.length);

const deaf = { dialed: () => undefined, handled: () => undefined, answered: () => undefined };

/** Keeps so many lines busy for each agent, whatever happens. */
export function ratioDialer(level: number): Dialer {
  return {
    ...deaf,
    everyMs: 1_000,
    dials: (floor) => upToLevel(floor, level),
  };
}

export const adaptiveMethods = ['HARD_LIMIT', 'AVERAGE', 'TAPERED'] as const;

/** VICIdial's adaptive dial level as its documents describe it: a loop of 2.5 s, a new level each 15 s, 1 to 3, intensity 0, 3 % drops. */
export function vicidialDialer(method: (typeof adaptiveMethods)[number]): Dialer {
  let level = 1;
  let levelAtMs = 0;
  let looks: { readonly atMs: number; readonly idle: number; readonly waiting: number; readonly agents: number }[] = [];
  let dropsAtMs: number[] = [];
  let callsAtMs: number[] = [];
  let [drops, answers, nowMs] = [0, 0, 0];

  const adapt = (): void => {
    const mean = (pick: (look: (typeof looks)[number]) => number): number =>
      looks.reduce((sum, look) => sum + pick(look), 0) / Math.max(1, looks.length);
    const share =
      (mean(({ idle }) => idle) - mean(({ waiting }) => waiting)) /
      Math.max(
        1,
        mean(({ agents }) => agents),
      );
    level = Math.min(3, Math.max(1, level * (1 + share)));
    if (callsAtMs.length > 20 && dropsAtMs.length > callsAtMs.length / 2) level /= 2;
    if (answers > 50 && drops / answers > 0.03) {
      if (method === 'HARD_LIMIT') level = 1;
      else if (method === 'AVERAGE') level /= 2;
      else level *= Math.max(0, 1 - nowMs / world.dayMs);
    }
  };
  return {
    ...deaf,
    everyMs: 2_500,
    dials(floor, atMs) {
      nowMs = atMs;
      const lately = (times: readonly number[]): number[] => times.filter((time) => time > atMs - 60_000);
      [dropsAtMs, callsAtMs] = [lately(dropsAtMs), lately(callsAtMs)];
      looks = [
        ...looks.filter((look) => look.atMs > atMs - 60_000),
        { atMs, idle: floor.idleAgents, waiting: floor.waiting, agents: agentsOf(floor) },
      ];
      if (atMs - levelAtMs >= 15_000) {
        levelAtMs = atMs;
        adapt();
      }
      return upToLevel(floor, level);
    },
    answered(joined) {
      answers++;
      callsAtMs.push(nowMs);
      if (joined) return;
      drops++;
      dropsAtMs.push(nowMs);
    },
  };
}
