import type { IvrNodeOf } from '../../../contract/ivr-document.ts';
import { askAgain, wait, type AskingNode } from './ask.ts';
import { notePressed, setVariable, type IvrTurn } from './ivr-turn.ts';

/** What typed keys mean to a node: a choice that uses the first so many, none, or more are wanted. */
type KeysMeaning =
  | { readonly kind: 'chosen'; readonly used: number; readonly to: string }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'unfinished' };

/**
 * Takes what the typed keys say. `late`: the next key did not come in time. Gives the node to go on with; undefined where the
 * node waits on.
 */
export function takeKeys(turn: IvrTurn, node: AskingNode, late: boolean): string | undefined {
  return node.kind === 'collect' ? takeDigits(turn, node, late) : takeChoice(turn, node, late);
}

function takeChoice(turn: IvrTurn, node: IvrNodeOf<'menu' | 'speech'>, late: boolean): string | undefined {
  const { draft } = turn;
  const keys = new Map(
    node.kind === 'menu'
      ? Object.entries(node.keys)
      : node.choices.flatMap(({ key, to }) => (key === undefined ? [] : [[key, to] as const])),
  );
  const meaning = meaningOf(draft.keys, keys, late);
  switch (meaning.kind) {
    case 'unfinished':
      wait(turn, node, node.kind === 'menu' ? node.betweenKeysMs : node.timeoutMs);
      return undefined;
    case 'invalid':
      notePressed(turn, draft.keys, false);
      return askAgain(turn, node, 'invalid');
    case 'chosen':
      notePressed(turn, draft.keys.slice(0, meaning.used), false);
      draft.keys = draft.keys.slice(meaning.used);
      return meaning.to;
  }
}

/** The longest choice that the keys begin with, unless a longer one may still come. */
function meaningOf(typed: string, choices: ReadonlyMap<string, string>, late: boolean): KeysMeaning {
  let chosen: KeysMeaning = { kind: 'invalid' };
  for (let length = 1; length <= typed.length; length++) {
    const first = typed.slice(0, length);
    const to = choices.get(first);
    if (to !== undefined) chosen = { kind: 'chosen', used: length, to };
    const longer = [...choices.keys()].some((keys) => keys.length > length && keys.startsWith(first));
    if (!longer) return chosen;
  }
  return late ? chosen : { kind: 'unfinished' };
}

function takeDigits(turn: IvrTurn, node: IvrNodeOf<'collect'>, late: boolean): string | undefined {
  const { draft } = turn;
  const end = node.terminator === 'none' ? -1 : draft.keys.indexOf(node.terminator);
  const terminated = end >= 0 && end <= node.maxDigits;
  const full = draft.keys.length >= node.maxDigits;
  if (!terminated && !full && !late) {
    wait(turn, node, node.betweenKeysMs);
    return undefined;
  }
  const length = terminated ? end : Math.min(draft.keys.length, node.maxDigits);
  const value = draft.keys.slice(0, length);
  const rest = draft.keys.slice(length);
  draft.keys = rest.startsWith(node.terminator) ? rest.slice(1) : rest;
  notePressed(turn, value, node.secret);
  if (value.length < node.minDigits || !/^\d+$/.test(value)) return askAgain(turn, node, 'invalid');
  // A terminator pressed after keys that were complete without it belongs to them.
  if (rest === '' && node.terminator !== 'none') draft.lateTerminator = node.terminator;
  setVariable(turn, node.into, value);
  return node.next ?? '';
}
