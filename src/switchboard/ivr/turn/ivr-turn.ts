import type { IvrNode, IvrPrompt } from '../../../contract/ivr-document.ts';
import type { CompiledIvr } from '../compiled-ivr.ts';
import type { CallerCard, IvrFact, IvrMove } from '../ivr-move.ts';
import type { IvrState } from '../ivr-state.ts';
import { fill, valueOf } from '../template.ts';

/** One input in the making: a draft of the next state, and the moves so far. */
export interface IvrTurn {
  flow: CompiledIvr;
  readonly draft: { -readonly [Key in keyof IvrState]: IvrState[Key] };
  readonly moves: IvrMove[];
  /** Nodes entered since this input came or the last keys were taken. */
  entered: number;
  /** Prompts passed over since then, because keys are waiting. */
  readonly passedOver: Set<string>;
}

const mostPressed = 50;
const hidden = '***';

export function nodeOf(turn: IvrTurn): IvrNode | undefined {
  return nodeNamed(turn, turn.draft.node);
}

export function nodeNamed(turn: IvrTurn, name: string): IvrNode | undefined {
  const { nodes } = turn.flow.document;
  return Object.hasOwn(nodes, name) ? nodes[name] : undefined;
}

export function state(turn: IvrTurn, fact: IvrFact): void {
  turn.moves.push({ kind: 'fact', fact });
}

/** The wall clock as it was at the start and has run on since, whatever was done to it meanwhile. */
export function wallMs({ draft }: IvrTurn): number {
  return draft.startedWallMs + draft.nowMs - draft.startedAtMs;
}

export function nextTicket(turn: IvrTurn): number {
  turn.draft.ticket += 1;
  return turn.draft.ticket;
}

/** Says prompts, and tells whether there was anything to say. */
export function play(turn: IvrTurn, prompts: readonly IvrPrompt[], bargeIn: boolean): boolean {
  const { draft, flow } = turn;
  const items = prompts
    .map(({ text, audio }) => ({ text: fill(text, draft.variables), audio }))
    .filter(({ text, audio }) => text.trim() !== '' || audio !== null);
  if (items.length === 0) return false;
  draft.plays += 1;
  const playId = `p${draft.plays}`;
  draft.playing = [...draft.playing, { playId, bargeIn }];
  turn.moves.push({ kind: 'play', playId, node: draft.node, items, voice: flow.document.voice, bargeIn });
  return true;
}

/** Cuts what is said, where that is allowed. */
export function stopPlay(turn: IvrTurn): void {
  if (turn.draft.playing.length === 0) return;
  turn.draft.playing = [];
  turn.moves.push({ kind: 'stop-play' });
}

/** Something is said that must be heard to its end. */
export function isProtected({ draft }: IvrTurn): boolean {
  return draft.playing.some(({ bargeIn }) => !bargeIn);
}

/** Notes keys that were taken, for facts and for the next person's screen. */
export function notePressed(turn: IvrTurn, keys: string, secret: boolean): void {
  const { draft } = turn;
  turn.entered = 0;
  turn.passedOver.clear();
  const shown = secret ? hidden : keys;
  draft.pressed = [...draft.pressed, { node: draft.node, keys: shown }].slice(-mostPressed);
  state(turn, { kind: 'keys-taken', node: draft.node, keys: shown });
}

export function setVariable(turn: IvrTurn, name: string, value: string): void {
  turn.draft.variables = { ...turn.draft.variables, [name]: value };
  state(turn, { kind: 'variable-set', name, value: turn.flow.secrets.has(name) ? hidden : value });
}

export function cardOf(turn: IvrTurn, show: readonly string[]): CallerCard {
  const { document, secrets } = turn.flow;
  const values = show
    .filter((name) => !secrets.has(name))
    .map((name) => {
      const description = Object.hasOwn(document.variables, name) ? document.variables[name]?.description : '';
      return { name, label: description || name, value: valueOf(turn.draft.variables, name) };
    });
  return { flow: document.name, keys: turn.draft.pressed, values };
}

export function hangUp(turn: IvrTurn, reason: string): void {
  turn.draft.phase = 'ended';
  turn.draft.keys = '';
  turn.moves.push({ kind: 'hang-up', reason });
}

/** The flow cannot go on: the call ends, and says why. */
export function endOnFault(turn: IvrTurn, reason: string): void {
  state(turn, { kind: 'flow-fault', node: turn.draft.node, reason });
  hangUp(turn, 'flow-fault');
}
