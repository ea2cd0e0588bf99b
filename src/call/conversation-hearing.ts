import { answersQuestion, type Manner, type Opinion } from '../dialogue/index.ts';
import { estimateEmotion, learnVoice, turnSound, type Answered } from '../speech/index.ts';
import { asksOpinion, takeDoubted } from './conversation-doubt.ts';
import { considerGuess, dropGuess, judgeGuess } from './conversation-guess.ts';
import { interruptionWasReal, isNoInterruption, resumeInterrupted } from './conversation-interruption.ts';
import { customerSaid, nothingHeard, type Hearing, type HeardTurn } from './conversation-state.ts';
import type { Turn } from './conversation-turn.ts';

/** Real-time text without any sound ends a turn after this pause, since nothing else can. */
const textAlonePauseMs = 1_200;
/** How long late text is waited for once the turn is over. */
const textWaitMs = 400;
/**
 * How long a recogniser that owes words is heard out: an answer that comes late is better than none to what was said. One that
 * stayed silent so long is waited for as text is, until it is heard of again: it may have died.
 */
const finalWaitMs = 2_000;
/** Sound without words shorter than this is a cough, not an answer. */
const shortestUtteranceMs = 600;
/** A recogniser that takes longer than this for its final is asked before the turn ends, after so much quiet at the least. */
const promptMs = 80;
const leastQuietMs = 100;

/** Words that stopped growing so long before the voice did say nothing of how it ended. */
const staleMs = 800;

/** A comma and a character or two: a clause has begun, whatever the words before it answer. */
const clauseBegun = /[,，、；;][^,，、；;。.！!？?]{1,2}$/u;

/** Starts the wait that ends the turn, from the last voiced frame and what was heard so far. */
export function awaitEndpoint(turn: Turn): void {
  const { hearing } = turn.draft;
  if (hearing.speaking || hearing.finishedAtMs !== null) return;
  const answered = howAnswered(turn, hearing);
  considerGuess(turn, answered);
  if (hearing.lastVoicedAtMs === 0) {
    turn.timer('endpoint', textAlonePauseMs);
    return;
  }
  const policyMs = turn.context.endpointWaitMs(answered);
  turn.draft.hearing = { ...hearing, policyMs };
  turn.timer('endpoint', Math.max(0, hearing.lastVoicedAtMs + policyMs - turn.nowMs));
  askAhead(turn, policyMs);
}

/** Nothing waits for the end of the turn any longer. */
export function stopWaits(turn: Turn): void {
  for (const timer of ['endpoint', 'final', 'guess', 'ask'] as const) turn.timer(timer, null);
}

/** The final of a recogniser that takes its time shall be here when the turn ends: it is asked for so much earlier. */
function askAhead(turn: Turn, policyMs: number): void {
  const { hearing, recognizerLagMs } = turn.draft;
  if (recognizerLagMs < promptMs) return;
  const askAtMs = hearing.lastVoicedAtMs + Math.max(leastQuietMs, policyMs - recognizerLagMs);
  turn.timer('ask', hearing.unasked ? Math.max(0, askAtMs - turn.nowMs) : null);
}

/** Asks the recogniser ahead of the turn's end. Where the customer goes on, so does the turn, with more words. */
export function askForWords(turn: Turn): void {
  const { speaking, unasked } = turn.draft.hearing;
  if (!speaking && unasked) ask(turn);
}

/** Asks the recogniser for the words of the voice so far. */
function ask(turn: Turn): void {
  const { hearing } = turn.draft;
  turn.draft.hearing = { ...hearing, unasked: false, awaited: hearing.awaited + 1, askedAtMs: turn.nowMs };
  turn.media({ kind: 'finish-turn' });
}

/** A final came: the turn goes on, or was waiting for it. */
export function finalCame(turn: Turn): void {
  const { draft } = turn;
  const { awaited, askedAtMs, finishedAtMs } = draft.hearing;
  draft.recognizerIsLate = false;
  if (awaited === 1) draft.recognizerLagMs = turn.nowMs - askedAtMs;
  draft.hearing = { ...draft.hearing, awaited: Math.max(0, awaited - 1) };
  if (finishedAtMs === null) awaitEndpoint(turn);
  else if (awaited <= 1) turnHeard(turn);
}

function howAnswered({ context, draft }: Turn, hearing: Hearing): Answered {
  const { text, partial, partialAtMs, lastVoicedAtMs } = hearing;
  const words = `${text}${partial}`;
  if (words === '' || (partial !== '' && partialAtMs < lastVoicedAtMs - staleMs)) return 'unknown';
  if (context.looksUnfinished(words)) return 'more';
  return clauseBegun.test(words) ? 'unknown' : answersQuestion(context.script, draft.memory, words);
}

/** The pause was long enough. Words may still be on their way: they are waited for a moment. */
export function endOfTurn(turn: Turn): void {
  const { draft } = turn;
  if (draft.hearing.speaking) return;
  if (draft.hearing.finishedAtMs !== null || !mayHaveMoreWords(turn)) return turnHeard(turn);
  if (draft.hearing.unasked || draft.hearing.awaited === 0) ask(turn);
  draft.hearing = { ...draft.hearing, finishedAtMs: turn.nowMs };
  const isHeardOut = turn.context.hears.recognizer && !draft.recognizerIsLate;
  turn.timer('final', isHeardOut ? finalWaitMs : textWaitMs);
}

/** The recogniser has not told all of them, or none were typed yet. Words that were typed are whole; a final may be empty. */
function mayHaveMoreWords({ draft: { hearing }, context: { hears } }: Turn): boolean {
  const isOwed = hearing.unasked || hearing.awaited > 0;
  return hearing.text === '' ? hears.text || isOwed : hearing.via === 'speech' && isOwed;
}

/** Words that may have been on their way have not come: the turn is what was heard of it. */
export function wordsAreLate(turn: Turn): void {
  turn.draft.recognizerIsLate = turn.draft.hearing.awaited > 0;
  turnHeard(turn);
}

/** The turn is over and its words, if any, are known. */
export function turnHeard(turn: Turn): void {
  const { draft } = turn;
  const { hearing } = draft;
  draft.hearing = nothingHeard;
  stopWaits(turn);
  const text = hearing.text.trim();
  const doubted = takeDoubted(turn);
  if (text === '') {
    dropGuess(turn);
    if (doubted === null) soundWithoutWords(turn, hearing);
    else answerHeard(turn, doubted);
    return;
  }
  draft.turn += 1;
  turn.tell(customerSaid(hearing, text, draft));
  const manner = mannerOf(turn, text, hearing);
  if (draft.plays.length > 0 || draft.next) {
    draft.overTalk = `${draft.overTalk}${text}`;
    return;
  }
  if (isNoInterruption(turn, hearing)) {
    dropGuess(turn);
    return resumeInterrupted(turn);
  }
  interruptionWasReal(turn);
  draft.listening = null;
  turn.timer('silence', null);
  const words = doubted === null ? text : `${doubted.text}，${text}`;
  answer(turn, { turn: draft.turn, text: words, hearing, manner, atMs: turn.nowMs });
}

/** Answers words of the customer, at once or when there is an opinion of them. */
function answer(turn: Turn, heard: HeardTurn): void {
  if (!asksOpinion(turn, heard)) answerHeard(turn, heard);
}

/** Gives the words to the dialogue; how long they took to come, and what was guessed of the answer, is told before it. */
export function answerHeard(turn: Turn, { turn: of, text, hearing, manner, atMs }: HeardTurn, opinion?: Opinion): void {
  const { effects } = turn;
  const before = effects.length;
  turn.say({ kind: 'heard', text, confidence: hearing.confidence, ...manner, ...(opinion && { opinion }) });
  const answered = effects.splice(before);
  const guessed = judgeGuess(turn, answered);
  if (hearing.lastVoicedAtMs > 0)
    effects.push({
      kind: 'turn-decided',
      turn: of,
      lastVoicedAtMs: hearing.lastVoicedAtMs,
      endpointMs: (hearing.finishedAtMs ?? atMs) - hearing.lastVoicedAtMs,
      policyMs: hearing.policyMs,
      recognizerMs: hearing.finishedAtMs === null ? null : atMs - hearing.finishedAtMs,
      guessed,
    });
  effects.push(...answered);
}

/** Measures how the turn was spoken. Only a calm one teaches how the customer speaks. */
function mannerOf(turn: Turn, text: string, hearing: Hearing): Manner {
  const { draft } = turn;
  const sound = hearing.sound && turnSound(hearing.sound, text);
  const emotion = estimateEmotion(text, sound, draft.usualVoice);
  if (sound && emotion.emotion === 'neutral') draft.usualVoice = learnVoice(draft.usualVoice, sound);
  turn.tell({ kind: 'turn-measured', turn: draft.turn, sound, emotion });
  return {
    mood: { emotion: emotion.emotion, confidence: emotion.confidence },
    ...(draft.interrupted !== null && { talkedOver: true }),
  };
}

function soundWithoutWords(turn: Turn, hearing: Hearing): void {
  const { draft } = turn;
  const hearsWords = turn.context.hears.text || turn.context.hears.recognizer;
  if (draft.interrupted && (!hearsWords || isNoInterruption(turn, hearing))) return resumeInterrupted(turn);
  interruptionWasReal(turn);
  if (hearsWords && hearing.voicedMs >= shortestUtteranceMs && draft.listening && draft.plays.length === 0) {
    draft.listening = null;
    draft.turn += 1;
    turn.say({ kind: 'heard', text: '', confidence: 0 });
    return;
  }
  turn.settle();
}
