import { judgeInterruption, textToResume } from '../speech/index.ts';
import { advance, type DialogueInput } from '../dialogue/index.ts';
import { playOf, robotSaid, type Hearing, type Interrupted, type Play } from './conversation-state.ts';
import { itemOf, type Turn } from './conversation-turn.ts';
import type { MediaEvent } from './media/media-messages.ts';

type PlayEnded = Extract<MediaEvent, { kind: 'play-ended' }>;

/** After this many interruptions that were none the sentence is said to its end. */
const mostFalseInterruptions = 1;

/** A sentence of ours is over, to its end or not. */
export function playEnded(turn: Turn, event: PlayEnded): void {
  const { draft } = turn;
  const play = draft.plays.find(({ playId }) => playId === event.playId);
  if (!play) return;
  draft.plays = draft.plays.filter((other) => other !== play);
  turn.tell(robotSaid(play, event, draft.turn));
  if (event.failure !== null) turn.tell({ kind: 'degraded', what: 'synthesizer', reason: event.failure });
  const spokenText = play.saidBefore + event.spokenText;
  if (event.interruption?.by === 'speech') {
    keepInterrupted(turn, play, spokenText, event.spokenMs > 0);
    if (event.spokenMs > 0) tellBargeIn(turn, play.say, event.interruption);
    return;
  }
  if (draft.interrupted) return;
  turn.say({ kind: 'said', sayId: play.say.sayId, completed: event.completed, spokenText });
}

/** What waited in line is told first: the sentence that sounded goes before it. */
function keepInterrupted({ draft }: Turn, play: Play, spokenText: string, sounded: boolean): void {
  const { interrupted } = draft;
  if (!interrupted) draft.interrupted = { play, spokenText, dropped: [] };
  else if (sounded) draft.interrupted = { play, spokenText, dropped: [interrupted.play, ...interrupted.dropped] };
  else draft.interrupted = { ...interrupted, dropped: [...interrupted.dropped, play] };
}

export function tellBargeIn(
  turn: Turn,
  say: Play['say'],
  cut: Pick<NonNullable<PlayEnded['interruption']>, 'startedAtMs' | 'decidedAtMs' | 'stoppedAtMs'>,
): void {
  const minimumSpeechMs = 'minSpeechMs' in say.bargeIn ? say.bargeIn.minSpeechMs : 0;
  turn.tell({
    kind: 'barged-in',
    turn: turn.draft.turn + 1,
    detectionMs: cut.decidedAtMs - cut.startedAtMs,
    stopMs: cut.stoppedAtMs - cut.startedAtMs,
    minimumSpeechMs,
  });
}

/** What the dialogue knows once it has heard how far the sentence came that the customer cut. */
export function afterInterruption({ draft, context }: Turn): ReturnType<typeof advance> | null {
  return draft.interrupted && advance(context.script, draft.memory, cutOff(draft.interrupted));
}

export function interruptionWasReal(turn: Turn): void {
  const { interrupted } = turn.draft;
  if (!interrupted) return;
  turn.draft.interrupted = null;
  turn.advance(cutOff(interrupted));
}

function cutOff({ play, spokenText }: Interrupted): DialogueInput {
  return { kind: 'said', sayId: play.say.sayId, completed: false, spokenText };
}

export function isNoInterruption(
  { draft, context }: Turn,
  { voicedMs, text }: Pick<Hearing, 'voicedMs' | 'text'>,
): boolean {
  const { fillers } = context.script.document;
  return draft.interrupted !== null && judgeInterruption({ voicedMs, text, fillers }) === 'resume';
}

/** Goes on at the sentence that was cut, and then with those that were in line; a recording has no sentences, and is played anew. */
export function resumeInterrupted(turn: Turn): void {
  const { draft } = turn;
  if (!draft.interrupted) return;
  const { play, spokenText, dropped } = draft.interrupted;
  const { text, audio } = play.say;
  draft.interrupted = null;
  const rest = audio === null ? textToResume(text, spokenText) : text;
  sayAgain(turn, play, rest, play.falseInterruptions + 1);
  for (const later of dropped)
    sayAgain(turn, later, later.say.text.slice(later.saidBefore.length), later.falseInterruptions);
}

function sayAgain(turn: Turn, play: Play, rest: string, falseInterruptions: number): void {
  const { say } = play;
  const again: Play = {
    ...playOf(say),
    playId: `${play.playId}+`,
    falseInterruptions,
    saidBefore: say.text.slice(0, say.text.length - rest.length),
  };
  const bargeIn = falseInterruptions > mostFalseInterruptions ? ({ mode: 'never' } as const) : say.bargeIn;
  turn.draft.plays = [...turn.draft.plays, again];
  turn.media({ kind: 'play', playId: again.playId, items: [{ ...itemOf(say), text: rest }], bargeIn });
}
