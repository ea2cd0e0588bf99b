import type { IvrNodeOf } from '../../../contract/ivr-document.ts';
import { askAgain } from './ask.ts';
import { state, stopPlay, type IvrTurn } from './ivr-turn.ts';

/** Words came: the choice whose longest word is in them. None, two alike, or too unsure a recogniser is asked again. */
export function hearChoice(
  turn: IvrTurn,
  node: IvrNodeOf<'speech'>,
  said: string,
  confidence: number,
): string | undefined {
  const { draft } = turn;
  state(turn, { kind: 'choice-heard', node: draft.node, said, confidence });
  const heard = plain(said);
  const fits = node.choices
    .map(({ words, to }) => ({ to, length: Math.max(0, ...words.map((word) => lengthIn(heard, plain(word)))) }))
    .filter(({ length }) => length > 0);
  const longest = Math.max(0, ...fits.map(({ length }) => length));
  const targets = new Set(fits.filter(({ length }) => length === longest).map(({ to }) => to));
  const [to] = targets;
  if (to === undefined || targets.size > 1 || confidence < node.minConfidence) return askAgain(turn, node, 'invalid');
  stopPlay(turn);
  draft.keys = '';
  return to;
}

function lengthIn(heard: string, word: string): number {
  return word !== '' && heard.includes(word) ? word.length : 0;
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
