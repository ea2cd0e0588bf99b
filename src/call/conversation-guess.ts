import { advance } from '../dialogue/index.ts';
import type { Answered } from '../speech/index.ts';
import { afterInterruption, isNoInterruption } from './conversation-interruption.ts';
import type { ConversationEffect, Guesses } from './conversation-state.ts';
import { itemOf, type Turn } from './conversation-turn.ts';
import type { PlayItem } from './media/media-messages.ts';

/** Words that have not changed for so long, in a pause, may be all. */
const stableMs = 120;

/**
 * The customer pauses: if the words so far are all, what would be the answer? Words that answer the question are taken at
 * once, others when they have not changed for a moment, words in mid-phrase never.
 */
export function considerGuess(turn: Turn, answered: Answered): void {
  const words = wordsSoFar(turn);
  const fresh = words !== '' && words !== turn.draft.guess?.words;
  turn.timer('guess', fresh && answered === 'unknown' ? stableMs : null);
  if (fresh && answered === 'answer') guessAnswer(turn);
}

/**
 * Has the sentences of the likely answer made ready. The dialogue is asked and its memory thrown away: nothing is said,
 * told, called or remembered before the turn is over.
 */
export function guessAnswer(turn: Turn): void {
  const { draft, context } = turn;
  const { speaking, voicedMs } = draft.hearing;
  const words = wordsSoFar(turn);
  if (words === '' || speaking || !mayAnswer(turn) || isNoInterruption(turn, { voicedMs, text: words })) return;
  const memory = afterInterruption(turn)?.memory ?? draft.memory;
  const { moves } = advance(context.script, memory, { kind: 'heard', text: words, confidence: 1 });
  const items = moves.flatMap((move) => (move.kind === 'say' ? [itemOf(move)] : []));
  presume(turn, items);
  draft.guess = { words, items };
}

function wordsSoFar({ draft: { hearing } }: Turn): string {
  return `${hearing.text}${hearing.partial}`.trim();
}

/** The conversation waits for words: after a sentence, or after one that they have cut. */
function mayAnswer({ draft }: Turn): boolean {
  const waits = draft.listening !== null || draft.interrupted !== null;
  return waits && draft.plays.length === 0 && draft.next === null && draft.memory.phase === 'listening';
}

/** The turn is over and `answered` is done for it. A wrong guess is given up before anything else is asked of the engines. */
export function judgeGuess(turn: Turn, answered: readonly ConversationEffect[]): Guesses {
  const { draft } = turn;
  const said = answered.flatMap((effect) =>
    effect.kind === 'media' && effect.command.kind === 'play' ? effect.command.items : [],
  );
  const isRight = draft.guess !== null && sameItems(draft.guess.items, said);
  if (isRight) draft.guess = null;
  else dropGuess(turn);
  const { wrongGuesses: misses } = draft;
  draft.wrongGuesses = 0;
  return { hits: isRight && said.length > 0 ? 1 : 0, misses };
}

/** What was made ready is not wanted. */
export function dropGuess(turn: Turn): void {
  presume(turn, []);
  turn.draft.guess = null;
}

/** Has `items` made ready in place of those guessed before. */
function presume(turn: Turn, items: readonly PlayItem[]): void {
  const before = turn.draft.guess?.items ?? [];
  if (sameItems(before, items)) return;
  if (before.length > 0) turn.draft.wrongGuesses += 1;
  turn.media({ kind: 'presume', items });
}

function sameItems(some: readonly PlayItem[], others: readonly PlayItem[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
