import { abandonRate, type AnsweredCalls } from './abandon-rate.ts';
import { endsWithin, learnDuration, logNormalOf, normalAbove, type LogNormal } from './log-normal.ts';
import { learnDial, meanReachMs, reachesWithin, unknownOdds, type ReachOdds } from './reach-odds.ts';

/** What predictive dialing aims at. */
export interface PredictiveAim {
  /** The most of the people who answer that may be left without an agent, 0–1. */
  readonly abandonRate: number;
  /** Whoever is not joined so soon after answering counts as abandoned. */
  readonly joinWithinMs: number;
}

/** 3 % and 2 s: FTC 16 CFR 310.4(b)(4), Ofcom. */
export const usualAim: PredictiveAim = { abandonRate: 0.03, joinWithinMs: 2_000 };

/** What is learnt while dialing. A plain value; `learn…` give the next one. */
export interface PredictiveState {
  readonly odds: ReachOdds;
  /** Talk and the work after it together. */
  readonly handling: LogNormal;
  readonly wrapUp: LogNormal;
  /** Since the day began. */
  readonly answered: AnsweredCalls;
  /** Of late: the share of abandoned among the last few hundred. */
  readonly lately: number;
  /** How likely it may be that a dial finds all agents taken. */
  readonly risk: number;
}

/** What the agents and dials of one group do at a moment. */
export interface Floor {
  readonly idleAgents: number;
  /** For how long each has been talking. */
  readonly talkingMs: readonly number[];
  /** For how long each has been at the work after a call. */
  readonly wrappingUpMs: readonly number[];
  /** How long ago each dial began that may still reach somebody. */
  readonly dialingMs: readonly number[];
  /** People who answered and wait for an agent. */
  readonly waiting: number;
}

/** Half of what is known of dials is gone after so many, of durations after so many calls. */
const keptOfDials = 0.5 ** (1 / 250);
const keptOfCalls = 0.5 ** (1 / 400);
const keptOfLately = 0.5 ** (1 / 150);
/** Aims a little below, since what is abandoned cannot be taken back. */
const margin = 0.85;
/** How fast the risk follows what came of it: slowly, since what is dialed now is known to have been wrong only later. */
const correction = 0.03;
const leastRisk = 0.002;
const mostRisk = 0.5;
/** Below so many answers a rate says little. */
const fewAnswers = 30;

export function startPredictive(aim: PredictiveAim): PredictiveState {
  return {
    odds: unknownOdds(20),
    handling: logNormalOf(180_000, 0.8, 20),
    wrapUp: logNormalOf(20_000, 0.7, 20),
    answered: { joined: 0, abandoned: 0 },
    lately: aim.abandonRate * margin,
    risk: aim.abandonRate,
  };
}

/** A dial has reached somebody who needs an agent, or ended without; `tookMs` since it began. */
export const learnDialed = (state: PredictiveState, reached: boolean, tookMs: number): PredictiveState => ({
  ...state,
  odds: learnDial(state.odds, reached, tookMs, keptOfDials),
});

/** An agent is free again. */
export const learnHandled = (state: PredictiveState, talkMs: number, wrapUpMs: number): PredictiveState => ({
  ...state,
  handling: learnDuration(state.handling, talkMs + wrapUpMs, keptOfCalls),
  wrapUp: learnDuration(state.wrapUp, wrapUpMs, keptOfCalls),
});

/** Somebody who answered was joined in time, or was not: the risk follows, damped. */
export function learnAnswered(state: PredictiveState, joined: boolean, aim: PredictiveAim): PredictiveState {
  const answered = {
    joined: state.answered.joined + (joined ? 1 : 0),
    abandoned: state.answered.abandoned + (joined ? 0 : 1),
  };
  const lately = state.lately * keptOfLately + (joined ? 0 : 1 - keptOfLately);
  const wanted = aim.abandonRate * margin;
  const off = Math.max(-1, Math.min(1, (wanted - Math.max(lately, abandonRate(answered))) / wanted));
  const risk = Math.max(leastRisk, Math.min(mostRisk, state.risk * Math.exp(correction * off)));
  return { ...state, answered, lately, risk };
}

/** How many calls to begin now: the most with which one more would find an agent as surely as the aim wants. */
export function dialsNow(state: PredictiveState, floor: Floor, aim: PredictiveAim): number {
  const soonMs = meanReachMs(state.odds);
  const reaches = reachesWithin(state.odds, soonMs);
  const free = (elapsedMs: number, durations: LogNormal): number =>
    endsWithin(durations, elapsedMs, soonMs + aim.joinWithinMs);
  let shortage: Spread = { mean: floor.waiting - floor.idleAgents, variance: 0 };
  for (const ms of floor.talkingMs) shortage = less(shortage, free(ms, state.handling));
  for (const ms of floor.wrappingUpMs) shortage = less(shortage, free(ms, state.wrapUp));
  for (const ms of floor.dialingMs) shortage = more(shortage, reaches(ms));
  const risk = overspent(state.answered, aim) ? 0 : state.risk;
  const isSure = floor.idleAgents - floor.waiting - floor.dialingMs.length;
  const newDial = reaches(0);
  let dials = 0;
  while (dials < mostAtOnce && (allTaken(shortage) <= risk || dials < isSure)) {
    shortage = more(shortage, newDial);
    dials++;
  }
  return dials;
}

const mostAtOnce = 1_000;

/** How many more people than agents there will be: a sum of many small chances, so nearly normal. */
interface Spread {
  readonly mean: number;
  readonly variance: number;
}

const more = ({ mean, variance }: Spread, chance: number): Spread => ({
  mean: mean + chance,
  variance: variance + chance * (1 - chance),
});
const less = ({ mean, variance }: Spread, chance: number): Spread => ({
  mean: mean - chance,
  variance: variance + chance * (1 - chance),
});

/** The probability that nobody is left for one more; half a person is the correction for whole numbers. */
function allTaken({ mean, variance }: Spread): number {
  if (variance < 1e-9) return mean >= 0 ? 1 : 0;
  return normalAbove((-0.5 - mean) / Math.sqrt(variance));
}

/** More was abandoned today than the aim allows: only agents who are free now are dialed for. */
const overspent = (answered: AnsweredCalls, aim: PredictiveAim): boolean =>
  answered.joined + answered.abandoned >= fewAnswers && abandonRate(answered) > aim.abandonRate;
