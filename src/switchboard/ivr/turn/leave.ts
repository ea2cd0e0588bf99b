import type { CallTarget } from '../../../contract/call-target.ts';
import type { IvrNode, IvrNodeOf } from '../../../contract/ivr-document.ts';
import { e164Pattern } from '../../../contract/number-format.ts';
import { fill, valueOf } from '../template.ts';
import type { CallBackRequest } from '../ivr-move.ts';
import { cardOf, nextTicket, play, state, type IvrTurn } from './ivr-turn.ts';

export type LeavingNode = IvrNodeOf<'queue' | 'extension' | 'robot' | 'number' | 'voicemail' | 'callback'>;

const leavingKinds: readonly IvrNode['kind'][] = ['queue', 'extension', 'robot', 'number', 'voicemail', 'callback'];

export function isLeaving(node: IvrNode): node is LeavingNode {
  return leavingKinds.includes(node.kind);
}

/** Gives the call to somebody else. `failed`: there is nobody it could be given to. */
export function leave(turn: IvrTurn, node: LeavingNode): 'left' | 'failed' {
  const { draft } = turn;
  const target = targetOf(turn, node);
  if (typeof target === 'string') {
    state(turn, { kind: 'came-back', node: draft.node, taken: false, reason: target });
    return 'failed';
  }
  play(turn, node.say, node.bargeIn);
  state(turn, { kind: 'left', node: draft.node, to: target.kind });
  draft.phase = 'away';
  draft.keys = '';
  draft.lateTerminator = '';
  draft.leftAtMs = draft.nowMs;
  const variables = node.kind === 'robot' ? Object.entries(node.variables) : [];
  turn.moves.push({
    kind: 'route-to',
    ticket: nextTicket(turn),
    node: draft.node,
    target,
    ringForMs: node.kind === 'extension' || node.kind === 'number' ? node.ringForMs : null,
    recordForMs: node.kind === 'voicemail' ? node.maxMs : null,
    variables: Object.fromEntries(variables.map(([name, text]) => [name, fill(text, draft.variables)])),
    card: cardOf(turn, node.kind === 'queue' ? node.show : []),
  });
  return 'left';
}

/** Where to, or why nowhere. */
function targetOf(turn: IvrTurn, node: LeavingNode): CallTarget | CallBackRequest | string {
  const { variables } = turn.draft;
  switch (node.kind) {
    case 'queue':
      return { kind: 'queue', queue: node.queue, priority: node.priority, skills: node.skills };
    case 'extension': {
      const extension = fill(node.extension, variables);
      return /^[1-9][0-9]{1,5}$/.test(extension) ? { kind: 'extension', extension } : 'no-such-extension';
    }
    case 'robot':
      return { kind: 'robot', script: node.script };
    case 'number':
      return { kind: 'outside', number: node.number, ...(node.trunk === undefined ? {} : { trunk: node.trunk }) };
    case 'voicemail':
      return { kind: 'voicemail', box: node.box };
    case 'callback': {
      const number = valueOf(variables, node.number ?? 'caller');
      const dialable = e164Pattern.test(number) || /^\d{3,15}$/.test(number);
      return dialable ? { kind: 'call-back', number, queue: node.queue ?? null } : 'no-number';
    }
  }
}
