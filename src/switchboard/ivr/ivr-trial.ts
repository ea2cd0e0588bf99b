import type { WebAnswer, WebRequest } from '../../foundation/web-look-up.ts';
import { advanceIvr } from './advance-ivr.ts';
import type { CompiledIvr } from './compiled-ivr.ts';
import type { IvrInput } from './ivr-input.ts';
import type { IvrMove } from './ivr-move.ts';
import { startIvrState, type IvrState } from './ivr-state.ts';

/** What stands in for the world when an author tries a flow: recorded answers, and how transfers end. */
export interface IvrTrialWorld {
  readonly lookUp: (request: WebRequest, node: string) => WebAnswer;
  /** Null: the caller hangs up there. */
  readonly transfer: (
    move: Extract<IvrMove, { readonly kind: 'route-to' }>,
  ) => { readonly taken: boolean; readonly reason: string } | null;
}

/** A flow played without a call, in a time of its own. A plain value but for its world. */
export interface IvrTrial {
  readonly flow: CompiledIvr;
  readonly world: IvrTrialWorld;
  readonly state: IvrState;
  readonly over: boolean;
}

/** What the caller does, and all moves up to the next time the flow waits for the caller. */
export interface IvrTrialLine {
  readonly caller: string;
  readonly moves: readonly IvrMove[];
}

export interface IvrTrialStep {
  readonly trial: IvrTrial;
  readonly line: IvrTrialLine;
}

export interface IvrTrialCall {
  readonly wallMs: number;
  readonly caller: string;
  readonly called: string;
}

/** Time that a prompt takes, and that passes between two things the caller does. */
const pauseMs = 1_000;

/** A call comes in and hears what the flow says first. */
export function startIvrTrial(flow: CompiledIvr, call: IvrTrialCall, world: IvrTrialWorld): IvrTrialStep {
  const trial = { flow, world, state: startIvrState(flow.document.name), over: false };
  return perform(trial, '', { kind: 'started', atMs: 0, ...call });
}

/** The caller presses keys (`12#`), stays silent (an empty line or `…`) or says something (anything else). */
export function ivrTrialStep(trial: IvrTrial, caller: string): IvrTrialStep {
  return trial.over
    ? { trial, line: { caller, moves: [] } }
    : perform(trial, caller, inputOf(trial.state, caller.trim()));
}

function inputOf({ nowMs, ticket }: IvrState, line: string): IvrInput {
  const atMs = nowMs + pauseMs;
  if (line === '' || line === '…' || line === '...') return { kind: 'silence', atMs, ticket };
  if (/^[0-9*#]+$/.test(line)) return { kind: 'keys', atMs, keys: line };
  return { kind: 'speech', atMs, text: line, confidence: 1 };
}

function perform(before: IvrTrial, caller: string, first: IvrInput): IvrTrialStep {
  const { flow, world } = before;
  const moves: IvrMove[] = [];
  let { state } = before;
  let over = false;
  for (let input: IvrInput | null = first; input !== null && !over;) {
    const step = advanceIvr(flow, state, input);
    ({ state } = step);
    moves.push(...step.moves);
    const answer = answerOf(world, state, step.moves);
    over = answer === 'over';
    input = answer === 'over' ? null : answer;
  }
  return { trial: { flow, world, state, over }, line: { caller, moves } };
}

/** What the world says to the last moves; null: it is the caller's turn. */
function answerOf(world: IvrTrialWorld, state: IvrState, moves: readonly IvrMove[]): IvrInput | 'over' | null {
  const atMs = state.nowMs + pauseMs;
  if (state.phase === 'ended') return 'over';
  for (const move of moves) {
    if (move.kind === 'fetch')
      return { kind: 'http-answered', atMs, ticket: move.ticket, answer: world.lookUp(move.request, move.node) };
    if (move.kind === 'route-to') {
      const end = world.transfer(move);
      return end === null ? 'over' : { kind: 'transfer-ended', atMs, ticket: move.ticket, ...end };
    }
  }
  const [playing] = state.playing;
  return playing === undefined ? null : { kind: 'said', atMs, playId: playing.playId };
}
