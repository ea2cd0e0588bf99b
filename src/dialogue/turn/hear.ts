import type { ScriptNode, ScriptNodeOf } from '../../contract/script-document.ts';
import { countUp } from '../count.ts';
import { canonicalText } from '../entity/clause.ts';
import { namesIn } from '../template.ts';
import { isBackchannel } from '../understand/backchannel.ts';
import { matchMeanings, type Match } from '../understand/match-intents.ts';
import { branchFor, needsAnswer } from './branches.ts';
import { answerQuestion, onNoMatch, onRepeat, onTooLong, sayUnheard } from './patterns.ts';
import { clearSlot, fillSlot, pickUpValues, valueIn } from './slots.ts';
import { currentLabel, currentNode, say, state, type Turn } from './turn.ts';
import { askAgain, askForSlot, enter, follow, leaveSlot, listen } from './walk.ts';

/** A recogniser that is less sure than this has heard noise. */
const leastRecogniserConfidence = 0.3;
/** What a text slot may not swallow. */
const surely = 0.75;

/** Words came in. */
export function onHeard(turn: Turn, text: string, recogniserConfidence: number): void {
  const { memory, script } = turn;
  const canonical = canonicalText(text);
  // Sound without words: nothing was said, and nothing is counted as a round.
  if (canonical === '') return onNoMatch(turn);
  if (startRound(turn, text)) return;
  const node = currentNode(turn);
  if (node === undefined || recogniserConfidence < leastRecogniserConfidence) return onNoMatch(turn);
  // 嗯 listens, 嗯？ asks.
  const onlySounds = isBackchannel(canonical, script.fillers) && !/[?？]\s*$/.test(text);
  if (onlySounds && !asksExplicitly(node)) return onBackchannel(turn, node);
  const matches = matchMeanings(script.meanings, text);
  if (memory.checkingHearing && answersHearingCheck(turn, matches)) return askAgain(turn);
  memory.checkingHearing = false;
  if (node.kind === 'slot' || node.kind === 'digits') return onAnswer(turn, node, text, matches);
  const { corrected } = pickUpValues(turn, text, null);
  if (corrected.length > 0) {
    const branch = branchFor(turn, node, ['ok']);
    if (branch !== undefined) return follow(turn, branch);
    if (corrected.some((slot) => mentions(node, slot))) return askAgain(turn);
  }
  if (takeMeaning(turn, node, matches)) return;
  notUnderstood(turn, node, matches);
}

/** Counts the round; true where it was one too many and the call has been brought to its end. */
export function startRound(turn: Turn, said: string): boolean {
  const { memory, script } = turn;
  memory.rounds += 1;
  memory.lastHeard = said;
  memory.silencesRunning = 0;
  memory.endingAs = null;
  if (memory.rounds < script.document.patterns.maxRounds) return false;
  onTooLong(turn, 'too many rounds');
  return true;
}

function asksExplicitly(node: ScriptNode): boolean {
  return (node.kind === 'speak' || node.kind === 'slot') && node.explicitYes;
}

/** 嗯: go on with what was cut off, else yes where yes or no was asked, else it is no answer. */
function onBackchannel(turn: Turn, node: ScriptNode): void {
  if (sayUnheard(turn)) return listen(turn);
  if (turn.memory.checkingHearing) {
    turn.memory.checkingHearing = false;
    return askAgain(turn);
  }
  if (node.kind === 'slot' && turn.memory.stage === 'confirm') return leaveSlot(turn, node);
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

/** Takes the first reading that something is made of: a branch, a global flow, an answer, a repetition. */
function takeMeaning(turn: Turn, node: ScriptNode, matches: readonly Match[]): boolean {
  return matches.some((match) => takeMatch(turn, node, match));
}

function takeMatch(turn: Turn, node: ScriptNode, match: Match): boolean {
  const own = match.of === 'intent' ? branchFor(turn, node, ['intent'], match.id) : undefined;
  if (own !== undefined) {
    matched(turn, match.id, match.confidence);
    follow(turn, own);
    return true;
  }
  // Plain yes and no belong to the node first; what has a meaning of its own goes to its flow first.
  if (match.generic) return takePolarity(turn, node, match) || takeAnywhere(turn, match);
  return takeAnywhere(turn, match) || takePolarity(turn, node, match);
}

function takeAnywhere(turn: Turn, match: Match): boolean {
  const { script, memory } = turn;
  const knowledge = match.of === 'knowledge' ? match.id : script.knowledgeOfIntent.get(match.id);
  const flow = match.of === 'intent' ? script.flowOfIntent.get(match.id) : undefined;
  if (flow !== undefined && flow !== memory.at.flow) {
    matched(turn, match.id, match.confidence);
    enter(turn, { flow, node: script.document.flows[flow]?.start ?? '' }, 'interrupts');
    return true;
  }
  if (knowledge !== undefined) {
    matched(turn, match.id, match.confidence);
    answerQuestion(turn, knowledge);
    return true;
  }
  if (script.document.patterns.repeat.intents.includes(match.id)) {
    matched(turn, match.id, match.confidence);
    onRepeat(turn);
    return true;
  }
  if (match.id === 'greeting' || match.id === 'hear-you') {
    matched(turn, match.id, match.confidence);
    if (sayUnheard(turn)) listen(turn);
    else askAgain(turn);
    return true;
  }
  return false;
}

function takePolarity(turn: Turn, node: ScriptNode, match: Match): boolean {
  if (match.polarity === 'neutral') return false;
  const branch =
    branchFor(turn, node, [match.polarity]) ??
    (match.polarity === 'refuse' ? branchFor(turn, node, ['negative']) : undefined);
  if (branch === undefined) return false;
  matched(turn, match.id, match.confidence);
  follow(turn, branch);
  return true;
}

export function matched(turn: Turn, intent: string, confidence: number): void {
  countUp(turn.memory.intents, intent);
  turn.memory.noMatchesRunning = 0;
  state(turn, { kind: 'intent-matched', intent, confidence, node: currentLabel(turn) });
}

/** Nothing could be made of it here; what it meant is kept all the same. */
function notUnderstood(turn: Turn, node: ScriptNode, matches: readonly Match[]): void {
  const [first] = matches;
  if (first !== undefined && first.confidence >= surely) {
    countUp(turn.memory.intents, first.id);
    state(turn, { kind: 'intent-matched', intent: first.id, confidence: first.confidence, node: currentLabel(turn) });
  }
  const branch =
    branchFor(turn, node, ['unrecognised']) ?? (needsAnswer(node) ? branchFor(turn, node, ['any']) : undefined);
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
  pickUpValues(turn, text, node.slot ?? null);
  const value = answerTo(turn, node, text, 'asked', matches);
  const elsewhere = matches.filter(
    (match) => !match.generic && (match.confidence >= surely || (value === null && match.confidence > 0)),
  );
  if (value !== null && node.slot !== undefined) {
    const isText = turn.script.document.slots[node.slot]?.entity.type === 'text';
    if (isText && takeMeaning(turn, node, elsewhere)) return;
    fillSlot(turn, node.slot, value, text);
    if (!isText && takeQuestion(turn, node, elsewhere)) return;
    return askOrLeave(turn, node);
  }
  if (takeMeaning(turn, node, matches)) return;
  const loosely = answerTo(turn, node, text, 'asked-loosely', matches);
  if (loosely === null || node.slot === undefined) return notUnderstood(turn, node, matches);
  fillSlot(turn, node.slot, loosely, text);
  askOrLeave(turn, node);
}

/** "重疾险吧，多少钱": the value is kept, the question answered, and the flow goes on from there. */
function takeQuestion(turn: Turn, node: ScriptNode, matches: readonly Match[]): boolean {
  return matches.some((match) => match.polarity !== 'positive' && takeMatch(turn, node, match));
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

/** No value came: ask in other words, and after as many attempts as the node allows take `failed`. */
export function failAttempt(turn: Turn, node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>): void {
  const { memory } = turn;
  memory.attempts += 1;
  if (memory.attempts >= node.attempts) {
    const failed = branchFor(turn, node, ['failed']);
    if (failed !== undefined) return follow(turn, failed);
    memory.noMatchesRunning = turn.script.document.patterns.noMatch.max;
    return onNoMatch(turn);
  }
  if (node.retry === undefined) {
    say(turn, turn.script.document.patterns.noMatch.say, { rotationKey: '#no-match', repeatable: false });
    return askAgain(turn);
  }
  const { flow, node: name } = memory.at;
  say(turn, node.retry, { rotationKey: `${flow}/${name}#retry`, bargeIn: node.bargeIn, voice: node.voice });
  listen(turn);
}
