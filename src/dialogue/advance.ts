import type { AnsweredBy } from '../contract/call-outcome.ts';
import type { Understanding } from '../contract/kept-dialogue.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import { unreachable } from '../foundation/errors.ts';
import type { CompiledScript } from './compiled-script.ts';
import { holds } from './condition.ts';
import type { DialogueInput } from './dialogue-input.ts';
import type { DialogueMemory } from './dialogue-memory.ts';
import { canonicalText } from './entity/clause.ts';
import { dropAnswer, onModelDone, onModelFailed, onModelSentence, onToolResult } from './model/converse.ts';
import type { DialogueOutcome, Move } from './move.ts';
import { branchFor } from './turn/branches.ts';
import { failAttempt, onHeard } from './turn/hear.ts';
import { noteSaid } from './turn/interrupted.ts';
import { keepResult } from './turn/keep-result.ts';
import { onSilence, onTooLong } from './turn/patterns.ts';
import { onKeys } from './turn/press-keys.ts';
import { addOutcome, currentNode, endOnFault, hangUp, say, state, type Turn } from './turn/turn.ts';
import { enter, follow } from './turn/walk.ts';
import { isBackchannel } from './understand/backchannel.ts';

export interface Advance {
  readonly memory: DialogueMemory;
  readonly moves: readonly Move[];
  /** What the words of the input were taken for; null where they asked for no understanding. */
  readonly understanding: Understanding | null;
}

/**
 * What to do next. Pure and deterministic: the same script, memory and input give the same moves; `memory` is not changed.
 * Input that does not fit the phase (words during a transfer, anything after the end) is passed over without moves.
 */
export function advance(script: CompiledScript, memory: DialogueMemory, input: DialogueInput): Advance {
  const turn: Turn = {
    script: script.others.get(memory.scriptId) ?? script,
    memory: structuredClone(memory),
    moves: [],
    steps: 0,
    understanding: null,
    heard: input.kind === 'heard' ? input.text : null,
  };
  react(turn, input);
  // Sentences of one answer come one by one, and are repeated together.
  if (input.kind !== 'model-sentence') keepRepeatable(turn, memory.saysSoFar);
  grade(turn);
  return { memory: turn.memory, moves: turn.moves, understanding: turn.understanding };
}

function react(turn: Turn, input: DialogueInput): void {
  switch (input.kind) {
    case 'said':
      return noteSaid(turn, input.sayId, input.completed, input.spokenText);
    case 'answered':
      return begin(turn);
    case 'answered-by':
      return onAnsweredBy(turn, input.answeredBy);
    case 'function-result':
      return onFunctionResult(turn, input.key, input.result);
    case 'transfer-result':
      return onTransferResult(turn, input.answered, input.reason);
    case 'time-limit':
      return onTimeLimit(turn);
    case 'model-sentence':
      return onModelSentence(turn, input.key, input.text);
    case 'model-done':
      return onModelDone(turn, input.key, input.conclusion);
    case 'model-failed':
      return onModelFailed(turn, input.key, input.reason);
    case 'heard':
    case 'keys':
    case 'silence':
      // Whoever speaks meanwhile is answered, and not what he said before.
      if (input.kind === 'heard' && saysSomething(turn, input.text)) dropAnswer(turn);
      if (turn.memory.phase === 'listening') onCustomer(turn, input);
      return;
    default:
      return unreachable(input);
  }
}

function saysSomething({ script }: Turn, text: string): boolean {
  const canonical = canonicalText(text);
  return canonical !== '' && !isBackchannel(canonical, script.fillers);
}

function onCustomer(turn: Turn, input: Extract<DialogueInput, { kind: 'heard' | 'keys' | 'silence' }>): void {
  if (input.kind === 'heard') onHeard(turn, input);
  else if (input.kind === 'keys') onKeys(turn, input.digits);
  else onListenedInVain(turn);
}

function onTimeLimit(turn: Turn): void {
  if (turn.memory.phase !== 'ended' && turn.memory.phase !== 'transfer') onTooLong(turn, 'time-limit');
}

function begin(turn: Turn): void {
  if (turn.memory.phase === 'new') enter(turn, turn.memory.at);
}

const machineOutcome: Readonly<Partial<Record<AnsweredBy, DialogueOutcome>>> = {
  voicemail: 'voicemail',
  assistant: 'voice-assistant',
  screening: 'screened',
  ivr: 'ivr',
  fax: 'fax',
};

/** Voicemail and voice assistants take the script's message, other machines nothing. */
function onAnsweredBy(turn: Turn, answeredBy: AnsweredBy): void {
  const { phase } = turn.memory;
  const outcome = machineOutcome[answeredBy];
  if (outcome === undefined) return begin(turn);
  if (phase === 'ended' || phase === 'transfer') return;
  const { leave } = turn.script.document.patterns.voicemail;
  if (leave !== undefined && (outcome === 'voicemail' || outcome === 'voice-assistant'))
    say(turn, leave, { rotationKey: '#voicemail', bargeIn: { mode: 'never' } });
  hangUp(turn, outcome, outcome);
}

/** No key within the time is a failed attempt at a digits node; anywhere else it is silence. */
function onListenedInVain(turn: Turn): void {
  const node = currentNode(turn);
  const silent = node === undefined || branchFor(turn, node, ['silence']) !== undefined;
  if (node?.kind === 'digits' && !silent && turn.memory.silencesRunning < turn.script.document.patterns.silence.max) {
    turn.memory.silencesRunning += 1;
    return failAttempt(turn, node);
  }
  onSilence(turn);
}

function onFunctionResult(turn: Turn, key: string, result: FunctionResult): void {
  const { memory } = turn;
  const node = currentNode(turn);
  if (memory.phase !== 'function' || key !== String(memory.functionsSoFar)) return;
  if (node?.kind === 'converse') return onToolResult(turn, node, result);
  if (node?.kind !== 'function') return;
  memory.phase = 'listening';
  keepResult(turn, node, result);
  const branch = branchFor(turn, node, ['condition']) ?? branchFor(turn, node, [result.ok ? 'ok' : 'failed', 'any']);
  if (branch === undefined)
    return endOnFault(turn, `'${node.name}' ${result.ok ? 'succeeded' : 'failed'} and no branch is for that`);
  follow(turn, branch);
}

function onTransferResult(turn: Turn, answered: boolean, reason: string | null): void {
  const { memory } = turn;
  const node = currentNode(turn);
  if (memory.phase !== 'transfer') return;
  addOutcome(turn, answered ? 'transferred' : 'transfer-failed');
  if (answered) {
    memory.phase = 'ended';
    return;
  }
  memory.phase = 'listening';
  const branch = node === undefined ? undefined : branchFor(turn, node, ['failed', 'any']);
  if (branch !== undefined) return follow(turn, branch);
  addOutcome(turn, 'call-back');
  state(turn, { kind: 'call-back-asked', wantedAtMs: null, reason: reason ?? 'transfer-failed' });
  hangUp(turn, 'transfer-failed', 'transfer-failed');
}

/** "再说一遍" means our last real words, not a "喂，能听到吗" after them. */
function keepRepeatable(turn: Turn, saysBefore: number): void {
  const { memory } = turn;
  if (memory.saysSoFar === saysBefore) return;
  const isNew = (sayId: string): boolean => Number(sayId.slice(1)) > saysBefore;
  const fresh = memory.spoken.filter(({ sayId }) => isNew(sayId));
  const renewed = fresh.some(({ repeatable }) => repeatable);
  const kept = renewed
    ? []
    : memory.spoken.filter((line) => !isNew(line.sayId) && line.repeatable).map((line) => ({ ...line, unheard: '' }));
  memory.spoken = [...kept, ...fresh];
}

/** The first rule that holds gives the grade; a change is a fact, stated before what ends the turn. */
function grade(turn: Turn): void {
  const { script, memory, moves } = turn;
  const rule = script.document.grades.find(({ when }) => holds(when, script.document, memory, script.mainFlow));
  if (rule === undefined || rule.grade === memory.grade?.grade) return;
  const name = rule.name === '' ? `${rule.grade} rule` : rule.name;
  memory.grade = { grade: rule.grade, rule: name };
  const last = moves.at(-1)?.kind;
  const before = last === undefined || last === 'fact' || last === 'say' ? moves.length : moves.length - 1;
  moves.splice(before, 0, { kind: 'fact', fact: { kind: 'grade-changed', grade: rule.grade, rule: name } });
}
