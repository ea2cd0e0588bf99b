import type { Understanding } from '../../contract/kept-dialogue.ts';
import type { ScriptNode, ScriptNodeOf } from '../../contract/script-document.ts';
import type { DialogueInput } from '../dialogue-input.ts';
import { countUp } from '../count.ts';
import { canonicalText } from '../entity/clause.ts';
import { answerByModel } from '../model/converse.ts';
import { withOpinion } from '../opinion/with-opinion.ts';
import { namesIn, renderSpoken } from '../template.ts';
import { isBackchannel } from '../understand/backchannel.ts';
import { leastConfidence, sure, type Match } from '../understand/match-intents.ts';
import { asksExplicitly, branchFor, needsAnswer } from './branches.ts';
import { answersClarification, asksBack } from './clarify.ts';
import { becomesUpset, noteManner } from './mood.ts';
import { answerQuestion, onNoMatch, onTooLong, sayUnheard } from './patterns.ts';
import { flowFor, matched, takeReading } from './readings.ts';
import { clearSlot, fillSlot, isNothingButValue, pickUpValues, refusedValueIn, valueIn } from './slots.ts';
import { readingsOf, replyTo } from './topic.ts';
import { currentLabel, currentNode, heardAs, say, state, type Turn } from './turn.ts';
import { askAgain, askForSlot, enterFromMain, follow, leaveSlot, listen, sayRephrased } from './walk.ts';

/** A recogniser that is less sure than this has heard noise. */
const leastRecogniserConfidence = 0.3;

/** How many readings are told. */
const mostReadings = 3;

function plainly(readings: readonly Match[]): Understanding {
  return {
    as: 'understood',
    readings: readings
      .slice(0, mostReadings)
      .map(({ id, of, polarity, confidence }) => ({ id, of, polarity, confidence })),
  };
}

/** Words came in. */
export function onHeard(turn: Turn, input: Extract<DialogueInput, { kind: 'heard' }>): void {
  const { memory, script } = turn;
  const { text } = input;
  const canonical = canonicalText(text);
  // Sound without words: nothing was said, and nothing is counted as a round.
  if (canonical === '') return onNoMatch(turn);
  noteManner(turn, input);
  if (startRound(turn, text)) return;
  turn.understanding = plainly([]);
  const node = currentNode(turn);
  if (node === undefined || input.confidence < leastRecogniserConfidence) return onNoMatch(turn);
  // 嗯 listens, 嗯？ asks.
  const onlySounds = isBackchannel(canonical, script.fillers) && !/[?？]\s*$/.test(text);
  const listensOnly = onlySounds && !asksExplicitly(node);
  const readings = listensOnly ? [] : withOpinion(script, readingsOf(turn, text), input.opinion);
  turn.understanding = listensOnly ? null : plainly(readings);
  if (becomesUpset(turn, readings)) return calm(turn, readings);
  if (answersClarification(turn, node, { text, onlySounds, readings })) return;
  if (answersOurQuestion(turn, onlySounds, readings)) return;
  if (listensOnly) return onBackchannel(turn, node);
  if (memory.checkingHearing && answersHearingCheck(turn, readings)) return askAgain(turn);
  memory.checkingHearing = false;
  if (node.kind === 'slot' || node.kind === 'digits') return onAnswer(turn, node, text, readings);
  const { corrected } = pickUpValues(turn, text, null);
  if (corrected.length > 0 && takeCorrection(turn, node, corrected, readings)) return;
  if (takeMeaning(turn, node, withoutGuessedQuestion(turn, node, text, readings))) return;
  notUnderstood(turn, node, readings);
}

/** 重疾险吧 names what is wanted and asks nothing, where the node goes on by what was named. */
function withoutGuessedQuestion(
  turn: Turn,
  node: ScriptNode,
  text: string,
  readings: readonly Match[],
): readonly Match[] {
  if (branchFor(turn, node, ['unrecognised']) === undefined || !isOnlyAChoice(turn, text)) return readings;
  return readings.filter(({ of }) => of !== 'knowledge');
}

function isOnlyAChoice(turn: Turn, text: string): boolean {
  return Object.entries(turn.script.document.slots).some(
    ([slot, { entity }]) => entity.type === 'choice' && isNothingButValue(turn, slot, text),
  );
}

/** After the apology: what he asked for where that has a flow of its own or is a question of ours, else a person or the end. */
function calm(turn: Turn, readings: readonly Match[]): void {
  const node = currentNode(turn);
  const wish = readings.find(
    (match) =>
      !match.generic &&
      match.confidence >= sure &&
      (flowFor(turn, match) !== undefined || match.of === 'knowledge' || turn.script.knowledgeOfIntent.has(match.id)),
  );
  if (node !== undefined && wish !== undefined && takeReading(turn, node, [wish])) return;
  enterFromMain(turn, turn.script.document.patterns.upset?.goTo ?? 'repeat');
}

/** A yes or no to what we asked after an answer of the knowledge base. */
function answersOurQuestion(turn: Turn, onlySounds: boolean, readings: readonly Match[]): boolean {
  const { topic } = turn.memory;
  if (topic === null || !topic.asks) return false;
  const [first] = readings;
  const polarity = onlySounds ? 'positive' : first?.generic === true ? first.polarity : 'neutral';
  const followUp = polarity === 'neutral' ? undefined : replyTo(turn, polarity === 'positive' ? polarity : 'negative');
  turn.memory.topic = { ...topic, asks: false };
  if (followUp === undefined) return false;
  matched(turn, followUp, first?.confidence ?? leastConfidence);
  answerQuestion(turn, followUp);
  return true;
}

/** What the customer put right is read out again, or said to be so. */
function takeCorrection(
  turn: Turn,
  node: ScriptNode,
  corrected: readonly string[],
  readings: readonly Match[],
): boolean {
  if (node.kind === 'converse') {
    takeCorrectionByModel(turn, node, readings);
    return true;
  }
  const branch = branchFor(turn, node, ['ok']);
  if (branch !== undefined) follow(turn, branch);
  else if (corrected.some((slot) => mentions(node, slot))) askAgain(turn);
  else if (sayCorrected(turn, corrected)) askAgain(turn);
  else return false;
  return true;
}

/** What was put right is put right; the no in 不是，是三十万 answers nothing, and `ok` would mean that the model came to its goal. */
function takeCorrectionByModel(turn: Turn, node: ScriptNodeOf<'converse'>, readings: readonly Match[]): void {
  const own = readings.filter(({ generic }) => !generic);
  if (!takeMeaning(turn, node, own)) answerByModel(turn, node);
}

function sayCorrected(turn: Turn, corrected: readonly string[]): boolean {
  const { document } = turn.script;
  const { correction } = document.patterns;
  if (correction === undefined) return false;
  for (const slot of corrected) {
    const names = { slot: document.slots[slot]?.name ?? slot, value: renderSpoken(`{${slot}}`, document, turn.memory) };
    say(turn, correction.say, { rotationKey: '#correction', repeatable: false, names });
  }
  return true;
}

/** Takes the first reading that something is made of, or asks back where that one is doubtful. */
function takeMeaning(turn: Turn, node: ScriptNode, readings: readonly Match[]): boolean {
  return asksBack(turn, node, readings) || takeReading(turn, node, readings);
}

/** Counts the round; true where it was one too many and the call has been brought to its end. */
export function startRound(turn: Turn, said: string): boolean {
  const { memory, script } = turn;
  memory.rounds += 1;
  memory.lastHeard = said;
  memory.silencesRunning = 0;
  memory.modelFailuresRunning = 0;
  memory.endingAs = null;
  if (memory.rounds < script.document.patterns.maxRounds) return false;
  onTooLong(turn, 'too many rounds');
  return true;
}

/** 嗯: go on with what was cut off, else yes where yes or no was asked, else it is no answer. */
function onBackchannel(turn: Turn, node: ScriptNode): void {
  if (sayUnheard(turn)) return listen(turn);
  if (turn.memory.checkingHearing) {
    turn.memory.checkingHearing = false;
    return askAgain(turn);
  }
  if (node.kind === 'slot' && turn.memory.stage === 'confirm') return leaveSlot(turn, node);
  if (node.kind === 'slot' && turn.script.document.slots[node.slot]?.entity.type === 'yes-no') {
    fillSlot(turn, node.slot, 'yes', turn.memory.lastHeard);
    return askOrLeave(turn, node);
  }
  const branch = branchFor(turn, node, ['positive']) ?? branchFor(turn, node, ['any']);
  if (branch === undefined) return notUnderstood(turn, node, []);
  if (branch.on === 'positive') matched(turn, 'affirm', 0.6);
  follow(turn, branch);
}

function answersHearingCheck(turn: Turn, matches: readonly Match[]): boolean {
  const [first] = matches;
  turn.memory.checkingHearing = false;
  return first !== undefined && ['hear-you', 'greeting', 'affirm'].includes(first.id);
}

function mentions(node: ScriptNode, slot: string): boolean {
  const utterances = node.kind === 'speak' ? (node.say ?? []) : [];
  return utterances.some(({ text }) => namesIn(text).includes(slot));
}

/** Nothing could be made of it here; what it meant is kept all the same. */
function notUnderstood(turn: Turn, node: ScriptNode, matches: readonly Match[]): void {
  const [first] = matches;
  if (first !== undefined && first.confidence >= sure) {
    countUp(turn.memory.intents, first.id);
    state(turn, { kind: 'intent-matched', intent: first.id, confidence: first.confidence, node: currentLabel(turn) });
  }
  if (node.kind === 'converse') return answerByModel(turn, node);
  const branch =
    branchFor(turn, node, ['unrecognised']) ?? (needsAnswer(node) ? branchFor(turn, node, ['any']) : undefined);
  // Where anything at all leads on, nothing is missed.
  if (branch?.on !== 'any') heardAs(turn, 'missed');
  if (branch !== undefined) return follow(turn, branch);
  if (node.kind === 'slot' || node.kind === 'digits') return failAttempt(turn, node);
  onNoMatch(turn);
}

/** An answer to a slot or digits node. */
function onAnswer(
  turn: Turn,
  node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>,
  text: string,
  matches: readonly Match[],
): void {
  if (node.kind === 'slot' && turn.memory.stage === 'confirm') return onConfirmation(turn, node, text, matches);
  const { corrected } = pickUpValues(turn, text, node.slot ?? null);
  const value = answerTo(turn, node, text, 'asked', matches);
  if (value === null && corrected.length > 0 && sayCorrected(turn, corrected)) return askAgain(turn);
  const elsewhere = matches.filter(
    (match) => !match.generic && (match.confidence >= sure || (value === null && match.confidence > 0)),
  );
  if (value !== null && node.slot !== undefined)
    return keepAnswer(turn, node, { slot: node.slot, value, text }, elsewhere);
  withoutAnswer(turn, node, text, matches, elsewhere);
}

function keepAnswer(
  turn: Turn,
  node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>,
  { slot, value, text }: { readonly slot: string; readonly value: string; readonly text: string },
  elsewhere: readonly Match[],
): void {
  const isText = turn.script.document.slots[slot]?.entity.type === 'text';
  if (isText && takeMeaning(turn, node, elsewhere)) return;
  fillSlot(turn, slot, value, text);
  if (!isText && !isNothingButValue(turn, slot, text) && takeQuestion(turn, node, elsewhere)) return;
  askOrLeave(turn, node);
}

/** No value, or none that is valid: what else the words mean, then a value that was asked after (三十万可以吗). */
function withoutAnswer(
  turn: Turn,
  node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>,
  text: string,
  matches: readonly Match[],
  elsewhere: readonly Match[],
): void {
  const refused = node.slot === undefined ? null : refusedValueIn(turn, node.slot, text);
  if (refused !== null && takeQuestion(turn, node, elsewhere)) return;
  if (refused !== null) return failAttempt(turn, node, refused);
  if (takeMeaning(turn, node, matches)) return;
  const loosely = answerTo(turn, node, text, 'asked-loosely', matches);
  if (loosely === null || node.slot === undefined) return notUnderstood(turn, node, matches);
  fillSlot(turn, node.slot, loosely, text);
  askOrLeave(turn, node);
}

/** "重疾险吧，多少钱": the value is kept, the question answered, and the flow goes on from there. */
function takeQuestion(turn: Turn, node: ScriptNode, matches: readonly Match[]): boolean {
  const questions = matches.filter(({ polarity }) => polarity !== 'positive');
  return takeReading(turn, node, questions);
}

function askOrLeave(turn: Turn, node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>): void {
  turn.memory.noMatchesRunning = 0;
  if (node.kind === 'slot') askForSlot(turn, node);
  else leaveSlot(turn, node);
}

function answerTo(
  turn: Turn,
  node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>,
  text: string,
  mode: 'asked' | 'asked-loosely',
  matches: readonly Match[],
): string | null {
  // Keys that are secret, or that no slot keeps, are not asked for aloud.
  if (node.slot === undefined || (node.kind === 'digits' && node.secret)) return null;
  if (turn.script.document.slots[node.slot]?.entity.type !== 'yes-no') return valueIn(turn, node.slot, text, mode);
  const polar = matches.find(({ polarity }) => polarity !== 'neutral');
  return polar === undefined ? null : polar.polarity === 'positive' ? 'yes' : 'no';
}

/** We read the value back: a yes goes on, another value is read back in its turn, a no asks anew. */
function onConfirmation(turn: Turn, node: ScriptNodeOf<'slot'>, text: string, matches: readonly Match[]): void {
  const known = turn.memory.slots[node.slot]?.value;
  const isText = turn.script.document.slots[node.slot]?.entity.type === 'text';
  const value = isText ? null : answerTo(turn, node, text, 'asked', []);
  if (value !== null && value !== known) {
    fillSlot(turn, node.slot, value, text);
    return askForSlot(turn, node);
  }
  pickUpValues(turn, text, node.slot);
  const [first] = matches;
  if (first === undefined) return value === null ? onNoMatch(turn) : leaveSlot(turn, node);
  const notYes = matches.filter(({ polarity }) => polarity !== 'positive');
  if (!first.generic && takeMeaning(turn, node, notYes)) return;
  if (first.polarity === 'neutral') return onNoMatch(turn);
  matched(turn, first.id, first.confidence);
  if (first.polarity === 'positive') return leaveSlot(turn, node);
  clearSlot(turn, node.slot);
  turn.memory.stage = 'question';
  failAttempt(turn, node);
}

/**
 * No value came, or one that is not valid (`refused`): ask in other words, and after as many attempts as the node allows take
 * `failed`.
 */
export function failAttempt(
  turn: Turn,
  node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>,
  refused: string | null = null,
): void {
  const { memory } = turn;
  memory.attempts += 1;
  if (memory.attempts >= node.attempts) {
    const failed = branchFor(turn, node, ['failed']);
    if (failed !== undefined) return follow(turn, failed);
    memory.noMatchesRunning = turn.script.document.patterns.noMatch.max;
    return onNoMatch(turn);
  }
  const { flow, node: name } = memory.at;
  const manner = { bargeIn: node.bargeIn, voice: node.voice };
  const { invalid } = turn.script.document.slots[node.slot ?? ''] ?? {};
  if (refused !== null && invalid !== undefined) {
    say(turn, invalid, { rotationKey: `#invalid/${node.slot ?? ''}`, ...manner, names: { value: refused } });
    return listen(turn);
  }
  if (node.retry !== undefined) {
    say(turn, node.retry, { rotationKey: `${flow}/${name}#retry`, ...manner });
    return listen(turn);
  }
  say(turn, turn.script.document.patterns.noMatch.say, { rotationKey: '#no-match', repeatable: false });
  if (sayRephrased(turn, node)) listen(turn);
  else askAgain(turn);
}
