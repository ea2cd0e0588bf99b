import { unreachable } from '../../foundation/errors.ts';
import type { CompiledIvr } from './compiled-ivr.ts';
import type { IvrInput } from './ivr-input.ts';
import type { IvrMove } from './ivr-move.ts';
import type { IvrState } from './ivr-state.ts';
import { askAgain, type AskingNode } from './turn/ask.ts';
import { goOn } from './turn/enter-node.ts';
import { hearChoice } from './turn/hear-choice.ts';
import { endOnFault, hangUp, isProtected, nodeOf, state, stopPlay, type IvrTurn } from './turn/ivr-turn.ts';
import { isLeaving } from './turn/leave.ts';
import { takeAnswer } from './turn/look-up.ts';
import { takeKeys } from './turn/take-keys.ts';

export interface IvrStep {
  readonly state: IvrState;
  readonly moves: readonly IvrMove[];
}

/** Keys typed ahead of what wants them. */
const mostKeys = 64;

/**
 * What a flow does next. Pure and deterministic: the same flow, state and input give the same moves. `flow` is the one the call
 * began with, whichever it is in now. Input that fits nothing (an old ticket, keys after the end) is passed over without moves. However
 * a document is made, one input enters a bounded number of nodes, and a call a bounded number of times the same one.
 */
export function advanceIvr(flow: CompiledIvr, before: IvrState, input: IvrInput): IvrStep {
  const turn: IvrTurn = {
    flow: flow.flows.get(before.flow) ?? flow,
    draft: { ...before, nowMs: Math.max(before.nowMs, input.atMs) },
    moves: [],
    entered: 0,
    passedOver: new Set(),
  };
  if (before.phase !== 'ended') react(turn, input);
  return { state: turn.draft, moves: turn.moves };
}

function react(turn: IvrTurn, input: IvrInput): void {
  if (input.kind === 'started') return begin(turn, input);
  if (input.kind === 'said') turn.draft.playing = turn.draft.playing.filter(({ playId }) => playId !== input.playId);
  if (turn.draft.phase === 'new') return;
  if (turn.draft.phase !== 'away' && isTooLong(turn)) {
    state(turn, { kind: 'flow-fault', node: turn.draft.node, reason: 'the call was too long in the flow' });
    return hangUp(turn, 'time-limit');
  }
  switch (input.kind) {
    case 'said':
      return onSaid(turn);
    case 'keys':
      return onKeys(turn, input.keys);
    case 'speech':
      return onSpeech(turn, input.text, input.confidence);
    case 'silence':
      return onSilence(turn, input.ticket);
    case 'http-answered':
      return onAnswer(turn, input);
    case 'transfer-ended':
      return onTransferEnded(turn, input);
    default:
      return unreachable(input);
  }
}

function isTooLong({ draft, flow }: IvrTurn): boolean {
  return draft.nowMs - draft.startedAtMs - draft.awayMs > flow.document.limits.maxMs;
}

function begin(turn: IvrTurn, input: Extract<IvrInput, { readonly kind: 'started' }>): void {
  const { draft, flow } = turn;
  if (draft.phase !== 'new') return;
  draft.nowMs = input.atMs;
  draft.startedAtMs = input.atMs;
  draft.startedWallMs = input.wallMs;
  const known = new Map(Object.entries(input.variables ?? {}));
  const declared = Object.entries(flow.document.variables).map(
    ([name, variable]) => [name, known.get(name) ?? variable.default] as const,
  );
  draft.variables = { ...Object.fromEntries(declared), caller: input.caller, called: input.called };
  goOn(turn, flow.document.start);
}

function follow(turn: IvrTurn, target: string | undefined): void {
  if (target !== undefined) goOn(turn, target);
}

function askingNode(turn: IvrTurn): AskingNode | null {
  if (turn.draft.phase !== 'asking') return null;
  const node = nodeOf(turn);
  return node?.kind === 'menu' || node?.kind === 'collect' || node?.kind === 'speech' ? node : null;
}

/** The prompt of a prompt node is over, or one that keys had to wait for. */
function onSaid(turn: IvrTurn): void {
  if (turn.draft.phase === 'speaking' && turn.draft.playing.length === 0) return leavePrompt(turn);
  takeTyped(turn);
}

function leavePrompt(turn: IvrTurn): void {
  const node = nodeOf(turn);
  goOn(turn, node?.kind === 'prompt' ? node.next : undefined);
}

function onKeys(turn: IvrTurn, keys: string): void {
  const { draft } = turn;
  const typed = keys.replaceAll(/[^0-9*#]/g, '');
  if (draft.phase === 'away' || typed === '') return;
  const late = draft.lateTerminator !== '' && typed.startsWith(draft.lateTerminator);
  draft.lateTerminator = '';
  draft.keys = `${draft.keys}${late ? typed.slice(1) : typed}`.slice(0, mostKeys);
  takeTyped(turn);
}

/** Takes typed keys, where something wants them and nothing that must be heard is being said. */
function takeTyped(turn: IvrTurn): void {
  if (turn.draft.keys === '' || isProtected(turn)) return;
  if (turn.draft.phase === 'speaking') {
    stopPlay(turn);
    return leavePrompt(turn);
  }
  const node = askingNode(turn);
  if (node === null) return;
  stopPlay(turn);
  follow(turn, takeKeys(turn, node, false));
}

function onSpeech(turn: IvrTurn, text: string, confidence: number): void {
  const node = askingNode(turn);
  if (node?.kind === 'speech' && !isProtected(turn)) follow(turn, hearChoice(turn, node, text, confidence));
}

function onSilence(turn: IvrTurn, ticket: number): void {
  const node = askingNode(turn);
  if (node === null || ticket !== turn.draft.ticket) return;
  turn.draft.lateTerminator = '';
  follow(turn, turn.draft.keys === '' ? askAgain(turn, node, 'no-input') : takeKeys(turn, node, true));
}

function onAnswer(turn: IvrTurn, input: Extract<IvrInput, { readonly kind: 'http-answered' }>): void {
  const node = nodeOf(turn);
  if (turn.draft.phase !== 'fetching' || input.ticket !== turn.draft.ticket || node?.kind !== 'http') return;
  follow(turn, takeAnswer(turn, node, input.answer));
}

function onTransferEnded(turn: IvrTurn, input: Extract<IvrInput, { readonly kind: 'transfer-ended' }>): void {
  const { draft } = turn;
  const node = nodeOf(turn);
  if (draft.phase !== 'away' || input.ticket !== draft.ticket || node === undefined) return;
  draft.awayMs += draft.nowMs - draft.leftAtMs;
  state(turn, { kind: 'came-back', node: draft.node, taken: input.taken, reason: input.reason });
  draft.playing = [];
  if (!isLeaving(node)) return endOnFault(turn, `nobody leaves by '${draft.node}'`);
  const target = input.taken ? node.next : node.failed;
  if (target === undefined) return hangUp(turn, input.taken ? 'transferred' : 'transfer-failed');
  goOn(turn, target);
}
