import type { IvrNodeOf } from '../../../contract/ivr-document.ts';
import { mayFareBetter, requestOf, valuesIn, type WebAnswer } from '../../../foundation/web-look-up.ts';
import { fill } from '../template.ts';
import { nextTicket, setVariable, state, type IvrTurn } from './ivr-turn.ts';

/** Sends the look-up of a node for the first time. `failed`: it cannot be sent at all. */
export function lookUp(turn: IvrTurn, node: IvrNodeOf<'http'>): 'sent' | 'failed' {
  turn.draft.lookUps += 1;
  turn.draft.phase = 'fetching';
  return send(turn, node);
}

function send(turn: IvrTurn, node: IvrNodeOf<'http'>): 'sent' | 'failed' {
  const { draft } = turn;
  const request = requestOf(node, (text, written) => fill(text, draft.variables, written));
  draft.tries += 1;
  if (request === null) {
    tell(turn, false, 'the URL is none once its variables stand in it');
    return 'failed';
  }
  turn.moves.push({
    kind: 'fetch',
    ticket: nextTicket(turn),
    node: draft.node,
    idempotencyKey: `look-up-${draft.lookUps}`,
    request,
    timeoutMs: node.timeoutMs,
  });
  return 'sent';
}

/** Takes an answer: tries again where that may help, else keeps the values wanted and tells where to go on. */
export function takeAnswer(turn: IvrTurn, node: IvrNodeOf<'http'>, answer: WebAnswer): string | undefined {
  const values = valuesIn(node.result, answer);
  if (typeof values === 'string') {
    tell(turn, false, values);
    const again = mayFareBetter(answer) && turn.draft.tries <= node.retries;
    return again && send(turn, node) === 'sent' ? undefined : (node.failed ?? '');
  }
  tell(turn, true, '');
  for (const [name, value] of values) setVariable(turn, name, value);
  return node.ok ?? '';
}

function tell(turn: IvrTurn, ok: boolean, reason: string): void {
  const { node, tries } = turn.draft;
  state(turn, { kind: 'looked-up', node, attempt: tries, ok, reason });
}
