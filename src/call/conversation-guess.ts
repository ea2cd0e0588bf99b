import { advance, type Move } from '../dialogue/index.ts';
import { afterInterruption, isNoInterruption } from './conversation-interruption.ts';
import type { ConversationEffect } from './conversation-state.ts';
import { itemOf, type Turn } from './conversation-turn.ts';
import type { PlayItem } from './media/media-messages.ts';

/** Words that have not changed for so long, in a pause, may be all. */
const stableMs = 120;

/**
 * The customer pauses: if the words so far are all, what would be the answer? Words that answer the question are taken at
 * once, others when they have not changed for a moment, words in mid-phrase never.
 */
export function considerGuess(turn: Turn, answered: 'answer' | 'more' | 'unknown'): void {
  const { text, partial } = turn.draft.hearing;
  const fresh = text + partial !== '' && (text + partial).trim() !== turn.draft.guess?.words;
  turn.timer('guess', fresh && answered === 'unknown' ? stableMs : null);
  if (fresh && answered === 'answer') guessAnswer(turn);
}

/**
 * Has the sentences of the likely answer made ready. The dialogue is asked and its memory thrown away: nothing is said,
 * told, called or remembered before the turn is over.
 */
export function guessAnswer(turn: Turn): void {
  const { draft, context } = turn;
  const { text, partial, speaking, voicedMs } = draft.hearing;
  const words = (text + partial).trim();
  if (words === '' || speaking || !mayAnswer(turn) || isNoInterruption(turn, { voicedMs, text: words })) return;
  const memory = afterInterruption(turn)?.memory ?? draft.memory;
  const { moves } = advance(context.script, memory, { kind: 'heard', text: words, confidence: 1 });
  const items = moves.flatMap(itemsOf);
  if (!sameItems(draft.guess?.items ?? [], items)) {
    countMiss(turn);
    turn.media({ kind: 'presume', items });
  }
  draft.guess = { words, items };
}

/** The conversation waits for words: after a sentence, or after one that they have cut. */
function mayAnswer({ draft }: Turn): boolean {
  const waits = draft.listening !== null || draft.interrupted !== null;
  return waits && draft.plays.length === 0 && draft.next === null && draft.memory.phase === 'listening';
}

/** The turn is over and `answered` is done for it. A wrong guess is given up before anything else is asked of the engines. */
export function judgeGuess(turn: Turn, answered: readonly ConversationEffect[]): void {
  const { draft } = turn;
  const { guess } = draft;
  if (!guess) return;
  const said = answered.flatMap((effect) =>
    effect.kind === 'media' && effect.command.kind === 'play' ? effect.command.items : [],
  );
  if (!sameItems(guess.items, said)) return dropGuess(turn);
  if (guess.items.length > 0) draft.guessed = { ...draft.guessed, hits: 1 };
  draft.guess = null;
}

/** What was made ready is not wanted. */
export function dropGuess(turn: Turn): void {
  const { guess } = turn.draft;
  countMiss(turn);
  turn.draft.guess = null;
  if (guess && guess.items.length > 0) turn.media({ kind: 'presume', items: [] });
}

function countMiss({ draft }: Turn): void {
  if (draft.guess && draft.guess.items.length > 0)
    draft.guessed = { ...draft.guessed, misses: draft.guessed.misses + 1 };
}

function itemsOf(move: Move): readonly PlayItem[] {
  return move.kind === 'say' ? [itemOf(move)] : [];
}

function sameItems(some: readonly PlayItem[], others: readonly PlayItem[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
