import type { IvrNode, IvrNodeOf } from '../../../contract/ivr-document.ts';
import { unreachable } from '../../../foundation/errors.ts';
import { ivrConditionHolds } from '../condition.ts';
import { fill } from '../template.ts';
import { ask, takesTypedAhead } from './ask.ts';
import { leave } from './leave.ts';
import { lookUp } from './look-up.ts';
import {
  endOnFault,
  hangUp,
  isProtected,
  nodeNamed,
  play,
  setVariable,
  state,
  stopPlay,
  wallMs,
  type IvrTurn,
} from './ivr-turn.ts';
import { takeKeys } from './take-keys.ts';

/** A flow that goes through more nodes than this on one input is going in circles. */
const mostNodes = 50;

/** Goes on with `target`, through every node that waits for nothing, up to one that does. */
export function goOn(turn: IvrTurn, target: string | undefined): void {
  let next = target;
  for (;;) {
    if (next === undefined || next === '') return endOnFault(turn, `'${turn.draft.node}' leads nowhere`);
    const node = enter(turn, next);
    if (node === null) return;
    const passed = pass(turn, node);
    if (passed === waits) {
      next = keysTaken(turn, node);
      if (next === undefined) return;
    } else next = passed;
  }
}

const waits = Symbol('waits');

/** Counts the visit against the limits and says where we are; null where the call ends here. */
function enter(turn: IvrTurn, name: string): IvrNode | null {
  const { draft, flow } = turn;
  const node = nodeNamed(turn, name);
  turn.entered += 1;
  draft.node = name;
  if (node === undefined) return fault(turn, 'is not in the flow');
  const key = `${flow.document.name}/${name}`;
  const visits = (draft.visits[key] ?? 0) + 1;
  draft.visits = { ...draft.visits, [key]: visits };
  if (turn.entered > mostNodes) return fault(turn, `${mostNodes} nodes were entered without waiting for anything`);
  if (visits > flow.document.limits.maxVisits) return fault(turn, `was entered ${visits} times`);
  draft.vain = 0;
  draft.tries = 0;
  state(turn, { kind: 'node-entered', flow: flow.document.name, node: name });
  return node;
}

function fault(turn: IvrTurn, what: string): null {
  endOnFault(turn, `'${turn.draft.node}' ${what}`);
  return null;
}

/** Does what a node says: where to go on at once, or that it waits (or that the call is over). */
function pass(turn: IvrTurn, node: IvrNode): string | undefined | typeof waits {
  switch (node.kind) {
    case 'menu':
    case 'collect':
    case 'speech':
      ask(turn, node);
      return waits;
    case 'prompt':
      return saysNothing(turn, node) ? node.next : waits;
    case 'http':
      play(turn, node.say, node.bargeIn);
      return lookUp(turn, node) === 'failed' ? node.failed : waits;
    case 'condition':
      return caseOf(turn, node);
    case 'set':
      for (const [name, text] of Object.entries(node.values)) setVariable(turn, name, fill(text, turn.draft.variables));
      return node.next;
    case 'queue':
    case 'extension':
    case 'robot':
    case 'number':
    case 'voicemail':
    case 'callback':
      return leave(turn, node) === 'failed' ? node.failed : waits;
    case 'goto':
      play(turn, node.say, node.bargeIn);
      return changeFlow(turn, node);
    case 'hang-up':
      play(turn, node.say, node.bargeIn);
      hangUp(turn, node.reason);
      return waits;
    default:
      return unreachable(node);
  }
}

/** Keys typed ahead pass over a prompt that they may cut; not over the same again before they are taken. */
function saysNothing(turn: IvrTurn, node: IvrNodeOf<'prompt'>): boolean {
  const place = `${turn.draft.flow}/${turn.draft.node}`;
  if (node.bargeIn && turn.draft.keys !== '' && !isProtected(turn) && !turn.passedOver.has(place)) {
    turn.passedOver.add(place);
    return true;
  }
  if (!play(turn, node.say, node.bargeIn)) return true;
  turn.draft.phase = 'speaking';
  return false;
}

function caseOf(turn: IvrTurn, node: IvrNodeOf<'condition'>): string | undefined {
  const facts = { variables: turn.draft.variables, calendars: turn.flow.calendars, wallMs: wallMs(turn) };
  return node.cases.find(({ when }) => ivrConditionHolds(when, facts))?.to ?? node.otherwise;
}

/** The other flow keeps what both declare; a secret goes only where it stays one. */
function changeFlow(turn: IvrTurn, node: IvrNodeOf<'goto'>): string | undefined {
  const other = turn.flow.flows.get(node.flow);
  if (other === undefined) return undefined;
  const { variables: before } = turn.draft;
  const kept = Object.entries(other.document.variables).map(([name, { default: value }]) => {
    const carried = Object.hasOwn(before, name) && (other.secrets.has(name) || !turn.flow.secrets.has(name));
    return [name, carried ? before[name] : value] as const;
  });
  turn.draft.variables = {
    ...(Object.fromEntries(kept) as Record<string, string>),
    caller: before['caller'] ?? '',
    called: before['called'] ?? '',
  };
  turn.flow = other;
  turn.draft.flow = other.document.name;
  return other.document.start;
}

/** Where keys that were typed already lead; undefined where there are none, or not enough. */
function keysTaken(turn: IvrTurn, node: IvrNode): string | undefined {
  if (node.kind !== 'menu' && node.kind !== 'collect' && node.kind !== 'speech') return undefined;
  if (!takesTypedAhead(turn, node)) return undefined;
  stopPlay(turn);
  return takeKeys(turn, node, false);
}
