import { doubtOf } from '../dialogue/index.ts';
import { customerHasFloor } from './conversation-model.ts';
import type { Doubted, HeardTurn, OpinionGiven } from './conversation-state.ts';
import type { Turn } from './conversation-turn.ts';

/** The opinion on words that waited for it has been told already: they wait for what the customer is saying. */
const settled = 0;

/** Has a second opinion asked of words that are in doubt, and keeps them until it is there; false where nothing is to be asked. */
export function asksOpinion(turn: Turn, heard: HeardTurn): boolean {
  const { draft, context } = turn;
  const doubt = context.advisers.size === 0 ? null : doubtOf(context.script, draft.memory, heard.text);
  if (doubt === null || !context.advisers.has(doubt.by)) return false;
  draft.opinions += 1;
  draft.doubted = { ...heard, key: draft.opinions };
  turn.effects.push({ kind: 'ask-opinion', key: draft.opinions, doubt });
  return true;
}

/**
 * An opinion came, or will not come: the words that waited for it. Null where none do, or where the customer speaks again: then they
 * are understood together with what he says now.
 */
export function opinionGiven(turn: Turn, given: OpinionGiven): Doubted | null {
  const { doubted } = turn.draft;
  if (doubted === null || doubted.key !== given.key) return null;
  tellOpinion(turn, doubted, given);
  const waits = customerHasFloor(turn);
  turn.draft.doubted = waits ? { ...doubted, key: settled } : null;
  return waits ? null : doubted;
}

/** The words that wait for an opinion, which is wanted no longer: the customer has said more, or done something else. */
export function takeDoubted(turn: Turn): Doubted | null {
  const { doubted } = turn.draft;
  turn.draft.doubted = null;
  if (doubted !== null && doubted.key !== settled) tellOpinion(turn, doubted, { how: 'overtaken', opinion: null });
  return doubted;
}

function tellOpinion(turn: Turn, doubted: Doubted, { opinion, how }: Omit<OpinionGiven, 'key'>): void {
  const meaning = opinion === null || opinion === 'none' ? opinion : `${opinion.of}:${opinion.id}`;
  turn.tell({ kind: 'opinion-asked', turn: doubted.turn, how, meaning, tookMs: turn.nowMs - doubted.atMs });
}
