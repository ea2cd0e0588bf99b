import type { IvrNodeOf } from '../../../contract/ivr-document.ts';
import { isProtected, nextTicket, play, state, stopPlay, type IvrTurn } from './ivr-turn.ts';

export type AskingNode = IvrNodeOf<'menu' | 'collect' | 'speech'>;

/** Asks for what the node wants. Keys typed ahead, which are taken next, pass over a question that they may cut. */
export function ask(turn: IvrTurn, node: AskingNode): void {
  turn.draft.phase = 'asking';
  if (takesTypedAhead(turn, node)) return;
  play(turn, node.say, node.bargeIn);
  wait(turn, node, node.timeoutMs);
}

/** Keys are there already, and nothing that must be heard stands before them. */
export function takesTypedAhead(turn: IvrTurn, node: AskingNode): boolean {
  return turn.draft.keys !== '' && node.bargeIn && !isProtected(turn);
}

/** Waits for keys or words; a wait before it is over. */
export function wait(turn: IvrTurn, node: AskingNode, timeoutMs: number): void {
  const ticket = nextTicket(turn);
  const at = { ticket, node: turn.draft.node, timeoutMs };
  if (node.kind === 'speech') {
    turn.moves.push({ kind: 'listen', ...at, phrases: node.choices.flatMap(({ words }) => words) });
    return;
  }
  const collects = node.kind === 'collect';
  const terminator = collects && node.terminator !== 'none' ? node.terminator : null;
  turn.moves.push({ kind: 'collect', ...at, keys: { terminator, secret: collects && node.secret } });
}

/** Nothing came, or nothing that fits: asks again, or tells where to go for whom asking is in vain. */
export function askAgain(turn: IvrTurn, node: AskingNode, reason: 'no-input' | 'invalid'): string | undefined {
  const { draft } = turn;
  state(turn, { kind: 'asked-in-vain', node: draft.node, reason });
  draft.keys = '';
  draft.vain += 1;
  stopPlay(turn);
  if (draft.vain > node.retries) return node.failed ?? '';
  play(turn, reason === 'invalid' ? node.invalid : node.noInput, node.bargeIn);
  ask(turn, node);
  return undefined;
}
