import { acknowledge, acknowledgeAfterMs } from '../dialogue/index.ts';
import { tellBargeIn } from './conversation-interruption.ts';
import { begunPlay, playOf, robotSaid } from './conversation-state.ts';
import { itemOf, type Turn } from './conversation-turn.ts';
import type { MediaEvent } from './media/media-messages.ts';

/** After each step: begins to wait for an answer that is owed, or ends it. */
export function followWait(turn: Turn): void {
  const { draft, context } = turn;
  const waits = isWaiting(turn);
  if (waits === draft.waits) return;
  draft.waits = waits;
  const afterMs = acknowledgeAfterMs(context.script, draft.memory);
  const patience = draft.answerOwed ? 1 : longerPatience;
  if (afterMs !== null) turn.timer('acknowledge', waits ? afterMs * patience : null);
}

/** So much longer may a silence be that nobody's question began: after a sign, or between two sentences. */
const longerPatience = 3;

/** Nothing sounds: a function has not answered, or an answer is owed whose model is silent or whose sound has not begun. */
function isWaiting({ draft }: Turn): boolean {
  const { plays, memory, answerOwed, next, acknowledging, interrupted, over } = draft;
  if (next || acknowledging || interrupted || over) return false;
  const [first] = plays;
  if (first) return answerOwed && !first.started;
  return memory.phase === 'function' || (answerOwed && memory.phase === 'model');
}

/** The answer is late: a word that it comes, where nobody speaks; again while a function still has not answered. */
export function acknowledgeTurn(turn: Turn): void {
  const { draft, context } = turn;
  if (!draft.waits) return;
  const { speaking, text, partial } = draft.hearing;
  if (speaking || text !== '' || partial !== '') {
    // Whoever speaks now needs no sign; when he has done so, the answer may still be owed.
    draft.waits = false;
    return;
  }
  const sign = acknowledge(context.script, draft.memory, draft.acknowledged);
  draft.answerOwed = false;
  if (!sign) return;
  const said = draft.acknowledged.said + 1;
  const play = playOf({ kind: 'say', sayId: `a${said}`, ...sign }, true);
  draft.acknowledged = { said, last: sign.text };
  draft.acknowledging = play;
  turn.media({ kind: 'play', playId: play.playId, items: [itemOf(sign)], bargeIn: sign.bargeIn, interject: true });
}

/** True where `event` is of an acknowledgement: the dialogue never hears of it. */
export function acknowledgementHeard(
  turn: Turn,
  event: Extract<MediaEvent, { kind: 'play-started' | 'play-ended' }>,
): boolean {
  const { draft } = turn;
  const play = draft.acknowledging;
  if (play?.playId !== event.playId) return false;
  if (event.kind === 'play-started') {
    draft.acknowledging = begunPlay(play, event);
    return true;
  }
  draft.acknowledging = null;
  if (play.started) turn.tell(robotSaid(play, event, draft.turn));
  if (event.interruption?.by === 'speech' && event.spokenMs > 0) tellBargeIn(turn, play.say, event.interruption);
  turn.settle();
  return true;
}
