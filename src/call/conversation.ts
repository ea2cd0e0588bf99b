import { joinSounds } from '../speech/index.ts';
import {
  appendText,
  begunPlay,
  type Conversation,
  type ConversationContext,
  type ConversationInput,
  type ConversationStep,
  type OpinionGiven,
} from './conversation-state.ts';
import { acknowledgementHeard, acknowledgeTurn, followWait } from './conversation-acknowledgement.ts';
import { opinionGiven, takeDoubted } from './conversation-doubt.ts';
import { guessAnswer } from './conversation-guess.ts';
import {
  answerHeard,
  askForWords,
  awaitEndpoint,
  endOfTurn,
  finalCame,
  stopWaits,
  turnHeard,
  wordsAreLate,
} from './conversation-hearing.ts';
import { playEnded } from './conversation-interruption.ts';
import { hearModel, modelLate, releaseHeld } from './conversation-model.ts';
import { Turn } from './conversation-turn.ts';
import type { MediaEvent } from './media/media-messages.ts';

/** The customer's voice began or paused. */
function heardVoice(turn: Turn, event: Extract<MediaEvent, { kind: 'speech-started' | 'speech-paused' }>): void {
  const { draft } = turn;
  switch (event.kind) {
    case 'speech-started':
      draft.hearing = {
        ...draft.hearing,
        speaking: true,
        startedAtMs: draft.hearing.startedAtMs || event.startedAtMs,
        offsetMs: draft.hearing.startedAtMs ? draft.hearing.offsetMs : event.offsetMs,
        finishedAtMs: null,
        unasked: turn.context.hears.recognizer,
      };
      stopWaits(turn);
      if (turn.context.hears.text || turn.context.hears.recognizer) turn.timer('silence', null);
      return;
    case 'speech-paused':
      draft.hearing = {
        ...draft.hearing,
        speaking: false,
        lastVoicedAtMs: event.lastVoicedAtMs,
        voicedMs: draft.hearing.voicedMs + (event.lastVoicedAtMs - event.startedAtMs),
        sound: event.sound ? joinSounds(draft.hearing.sound, event.sound) : draft.hearing.sound,
      };
      awaitEndpoint(turn);
      return;
  }
}

/** Words came, typed or recognised. */
function heardWords(turn: Turn, event: Extract<MediaEvent, { kind: 'text' | 'partial' | 'final' }>): void {
  const { draft } = turn;
  switch (event.kind) {
    case 'text':
      draft.hearing = {
        ...draft.hearing,
        text: appendText(draft.hearing.text, event.text),
        via: 'real-time-text',
        offsetMs: draft.hearing.offsetMs || event.offsetMs,
      };
      turn.timer('silence', null);
      if (draft.hearing.finishedAtMs === null) awaitEndpoint(turn);
      else turnHeard(turn);
      return;
    case 'partial':
      draft.hearing = { ...draft.hearing, partial: event.text, partialAtMs: event.atMs, via: 'speech' };
      awaitEndpoint(turn);
      return;
    case 'final':
      draft.hearing = {
        ...draft.hearing,
        text: `${draft.hearing.text}${event.text}`,
        partial: '',
        via: 'speech',
        confidence: event.confidence,
      };
      finalCame(turn);
      return;
  }
}

function playStarted({ draft }: Turn, event: Extract<MediaEvent, { kind: 'play-started' }>): void {
  draft.plays = draft.plays.map((play) => (play.playId === event.playId ? begunPlay(play, event) : play));
  // What is said before a function is called is not the answer yet.
  if (draft.memory.phase !== 'function') draft.answerOwed = false;
}

function heardMedia(turn: Turn, event: MediaEvent): void {
  const { draft } = turn;
  switch (event.kind) {
    case 'speech-started':
    case 'speech-paused':
      return heardVoice(turn, event);
    case 'text':
    case 'partial':
    case 'final':
      return heardWords(turn, event);
    case 'key':
      answerDoubted(turn);
      turn.tell({
        kind: 'key-pressed',
        turn: draft.turn + 1,
        digit: event.digit,
        via: event.via,
        secret: event.digit === '*' && (draft.listening?.keys?.secret ?? false),
        offsetMs: event.offsetMs,
      });
      turn.key(event.digit);
      return;
    case 'play-started':
      if (!acknowledgementHeard(turn, event)) playStarted(turn, event);
      return;
    case 'play-ended':
      if (!acknowledgementHeard(turn, event)) playEnded(turn, event);
      return;
    default:
      return;
  }
}

function hearOpinion(turn: Turn, given: OpinionGiven): void {
  const doubted = opinionGiven(turn, given);
  if (doubted !== null) answerHeard(turn, doubted, given.opinion ?? undefined);
}

/** Keys wait for nobody's opinion. */
function answerDoubted(turn: Turn): void {
  const doubted = takeDoubted(turn);
  if (doubted !== null) answerHeard(turn, doubted);
}

/** One step of the conversation at `nowMs` (monotonic). */
export function converse(
  context: ConversationContext,
  state: Conversation,
  input: ConversationInput,
  nowMs: number,
): ConversationStep {
  const turn = new Turn(context, state, nowMs);
  if (state.over) return { state, effects: [] };
  switch (input.kind) {
    case 'dialogue':
      takeDoubted(turn);
      turn.say(input.input);
      break;
    case 'opinion':
      hearOpinion(turn, input.given);
      break;
    case 'media':
      heardMedia(turn, input.event);
      break;
    case 'function-result':
      turn.tell({
        kind: 'function-called',
        turn: turn.draft.turn,
        node: turn.draft.node,
        name: input.name,
        ok: input.result.ok,
        reason: input.result.ok ? null : input.result.reason,
        usedFallback: !input.result.ok,
        tookMs: input.tookMs,
      });
      turn.say({ kind: 'function-result', key: input.key, result: input.result });
      break;
    case 'model':
      hearModel(turn, input.input);
      break;
    case 'timer':
      if (input.timer === 'silence') turn.silence();
      else if (input.timer === 'keys') turn.keysLate();
      else if (input.timer === 'endpoint') endOfTurn(turn);
      else if (input.timer === 'acknowledge') acknowledgeTurn(turn);
      else if (input.timer === 'guess') guessAnswer(turn);
      else if (input.timer === 'ask') askForWords(turn);
      else if (input.timer === 'model') modelLate(turn);
      else wordsAreLate(turn);
  }
  releaseHeld(turn);
  followWait(turn);
  return { state: turn.draft, effects: turn.effects };
}
