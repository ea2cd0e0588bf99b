import { awaitedAnswer } from '../dialogue/index.ts';
import type { ModelInput } from './conversation-state.ts';
import type { Turn } from './conversation-turn.ts';

/** The model has answered something: while the customer has the floor it is kept, for he may want another answer. */
export function hearModel(turn: Turn, input: ModelInput): void {
  if (customerHasFloor(turn)) turn.draft.held = [...turn.draft.held, input];
  else turn.say(input);
}

/** The next sentence is late: what there is must do. */
export function modelLate(turn: Turn): void {
  const awaited = awaitedAnswer(turn.context.script, turn.draft.memory);
  if (awaited === null || turn.draft.awaitsModel !== awaited.key) return;
  const { key, budgetMs } = awaited;
  turn.say({ kind: 'model-failed', key, reason: `no sentence came in ${budgetMs} ms` });
}

/** After each step: says what was kept, as soon as nobody speaks, and counts the silence until the next sentence. */
export function releaseHeld(turn: Turn): void {
  const { draft } = turn;
  if (draft.held.length > 0 && !customerHasFloor(turn)) {
    const { held } = draft;
    draft.held = [];
    for (const input of held) turn.say(input);
  }
  const awaited = awaitedAnswer(turn.context.script, draft.memory);
  const waits = awaited !== null && draft.plays.length === 0 && !draft.over && !customerHasFloor(turn);
  const key = waits ? awaited.key : null;
  if (key === draft.awaitsModel) return;
  draft.awaitsModel = key;
  turn.timer('model', waits ? awaited.budgetMs : null);
}

/** He speaks, or has spoken and it is not yet known what he meant by it. */
export function customerHasFloor({ draft: { interrupted, hearing } }: Turn): boolean {
  return interrupted !== null || hearing.startedAtMs !== 0 || hearing.text !== '' || hearing.partial !== '';
}
