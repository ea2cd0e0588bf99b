import type { Understanding } from '../../contract/kept-dialogue.ts';
import type { BargeInPolicy, Utterance, VoiceChange } from '../../contract/script-document.ts';
import type { CompiledScript } from '../compiled-script.ts';
import { countUp } from '../count.ts';
import type { DialogueMemory, SpokenLine } from '../dialogue-memory.ts';
import type { DialogueFact, DialogueOutcome, Move } from '../move.ts';
import { labelOf, nodeAt } from '../place.ts';
import { recordedLine } from '../recorded-line.ts';
import { renderSpoken } from '../template.ts';
import { voiceNow } from '../voice.ts';

/** One call of `advance` in the making: a copy of the memory to write on, and the moves so far. */
export interface Turn {
  script: CompiledScript;
  readonly memory: DialogueMemory;
  readonly moves: Move[];
  /** Nodes entered in this turn, against loops. */
  steps: number;
  /** What the words of this turn were taken for; null where there were none, or sounds alone. */
  understanding: Understanding | null;
  /** What the customer said in this turn, if anything: a slot node entered now may find its value in it. */
  readonly heard: string | null;
}

export function state(turn: Turn, fact: DialogueFact): void {
  turn.moves.push({ kind: 'fact', fact });
}

export function currentLabel(turn: Turn): string {
  return labelOf(turn.script.document, turn.memory.at);
}

export function currentNode(turn: Turn): ReturnType<typeof nodeAt> {
  return nodeAt(turn.script.document, turn.memory.at);
}

/** The words of this turn were not plainly understood. */
export function heardAs(turn: Turn, as: Understanding['as']): void {
  if (turn.understanding !== null) turn.understanding = { ...turn.understanding, as };
}

export interface Saying {
  /** Whose turn it is in a list that rotates. */
  readonly rotationKey: string;
  readonly repeatable?: boolean;
  readonly bargeIn?: BargeInPolicy | undefined;
  readonly voice?: VoiceChange | undefined;
  /** Values of places that only this sentence knows: `{meaning}`, `{value}`. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Says the next of `utterances`, in turn. */
export function say(turn: Turn, utterances: readonly Utterance[], saying: Saying): void {
  const { document } = turn.script;
  const count = countUp(turn.memory.rotation, saying.rotationKey);
  const utterance = utterances[count % utterances.length];
  if (utterance === undefined) return;
  const render = (words: string): string => renderSpoken(words, document, turn.memory, saying.names);
  const text = render(utterance.text);
  const audio = recordedLine(utterance, render);
  sayLine(turn, {
    text,
    audio,
    voice: voiceNow(document, turn.memory, saying.voice),
    bargeIn: saying.bargeIn ?? document.bargeIn,
    repeatable: saying.repeatable ?? true,
    rotationKey: saying.rotationKey,
  });
}

/** Says a line whose words are settled. */
export function sayLine(turn: Turn, line: Omit<SpokenLine, 'sayId' | 'node' | 'unheard'>): void {
  if (line.text.trim() === '') return;
  turn.memory.saysSoFar += 1;
  const sayId = `s${turn.memory.saysSoFar}`;
  const node = currentLabel(turn);
  const { text, audio, voice, bargeIn } = line;
  turn.moves.push({ kind: 'say', sayId, node, text, audio, voice, bargeIn });
  turn.memory.spoken.push({ ...line, sayId, node, unheard: null });
}

/** Brings the dialogue to its end. A plain end takes the name of what led to it: silence, a transfer that failed. */
export function hangUp(turn: Turn, reason: string, outcomeHint: DialogueOutcome): void {
  const { memory } = turn;
  memory.phase = 'ended';
  const transferFailed = memory.outcomes.includes('transfer-failed') && !memory.outcomes.includes('transferred');
  const plainEnd = memory.endingAs ?? (transferFailed ? 'transfer-failed' : 'completed');
  turn.moves.push({ kind: 'hang-up', reason, outcomeHint: outcomeHint === 'completed' ? plainEnd : outcomeHint });
}

/** The script cannot go on: the call ends, and says why. */
export function endOnFault(turn: Turn, reason: string): void {
  state(turn, { kind: 'script-fault', node: currentLabel(turn), reason });
  hangUp(turn, reason, 'failed');
}

export function addTag(turn: Turn, tag: string): void {
  if (turn.memory.tags.includes(tag)) return;
  turn.memory.tags.push(tag);
  state(turn, { kind: 'tag-added', tag });
}

export function addOutcome(turn: Turn, outcome: string): void {
  turn.memory.outcomes = [...turn.memory.outcomes.filter((known) => known !== outcome), outcome];
}
