import { isDeepStrictEqual } from 'node:util';
import type { DialogueStep, KeptDialogue } from '../contract/kept-dialogue.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import {
  advance,
  compileScript,
  learnScript,
  settleExperiments,
  startMemory,
  type Classifier,
  type CompiledScript,
  type DialogueInput,
  type Move,
  type Variants,
} from '../dialogue/index.ts';

/** A dialogue that was kept, and the call it belongs to. */
export interface PastDialogue {
  readonly callId: string;
  readonly dialogue: KeptDialogue;
}

/** A step that goes otherwise now: the moves that fell away, and those in their place. */
export interface ReplayDifference {
  /** Among the inputs of the dialogue, from 0. */
  readonly step: number;
  /** Since the dialogue began. */
  readonly afterMs: number;
  readonly input: KeptMove;
  readonly before: readonly KeptMove[];
  readonly after: readonly KeptMove[];
}

export interface Replay {
  readonly callId: string;
  /** The version that the call was held with. */
  readonly version: number;
  readonly steps: number;
  /** In order. Empty: the same moves throughout. */
  readonly differences: readonly ReplayDifference[];
  /** The step at which the dialogues part for good: what the customer did then answers another question now. Null: they never do. */
  readonly partAt: number | null;
}

type KeptMove = DialogueStep['moves'][number];

/** Gives dialogues that were kept to a script once more, and tells of each what would have gone otherwise. Throws `script-invalid`. */
export function replayDialogues(
  document: ScriptDocument,
  dialogues: readonly PastDialogue[],
  progress: (done: number) => void = () => undefined,
): readonly Replay[] {
  // A script that cannot run is refused though there is nothing to replay.
  compileScript(document);
  const isLearnt = dialogues.some(({ dialogue }) => dialogue.steps.some(({ learnt }) => learnt));
  const known = new Map<string, Scripts>();
  const scriptsFor = (variants: Variants = {}): Scripts => {
    const key = JSON.stringify(variants);
    const before = known.get(key);
    if (before !== undefined) return before;
    const held = settleExperiments(document, variants);
    const compiled = compileScript(held);
    const plain = knowing(compiled, null);
    const scripts = { plain, learnt: isLearnt ? knowing(compiled, learnScript(held)) : plain };
    known.set(key, scripts);
    return scripts;
  };
  return dialogues.map((past, index) => {
    const replay = replayOne(scriptsFor(past.dialogue.opening.variants), past);
    progress(index + 1);
    return replay;
  });
}

/** A script before and after it has been learnt: a call that is answered at once begins before. */
interface Scripts {
  readonly plain: CompiledScript;
  readonly learnt: CompiledScript;
}

/** A copy, for the one that was compiled is shared. */
function knowing(compiled: CompiledScript, classifier: Classifier | null): CompiledScript {
  const others = new Map(compiled.others);
  const script = { ...compiled, classifier, others };
  others.set(compiled.document.id, script);
  return script;
}

function replayOne(scripts: Scripts, { callId, dialogue }: PastDialogue): Replay {
  const { atMs: nowMs, utcOffsetMinutes, variables, scriptVersion: version } = dialogue.opening;
  const names = new Map<string, string>();
  const differences: ReplayDifference[] = [];
  let memory = startMemory(scripts.plain, variables, { nowMs, utcOffsetMinutes });
  for (const [step, { afterMs, learnt, input, moves: kept }] of dialogue.steps.entries()) {
    const script = learnt === true ? scripts.learnt : scripts.plain;
    const next = advance(script, memory, renamed(input, names));
    memory = next.memory;
    const moves = asKept(next.moves);
    learnNames(kept, moves, names);
    const difference = differenceOf(kept.map(nameless), moves.map(nameless));
    if (difference !== null) differences.push({ step, afterMs, input, ...difference });
    if (!isDeepStrictEqual(waitsFor(kept), waitsFor(moves)))
      return { callId, version, steps: dialogue.steps.length, differences, partAt: step };
  }
  return { callId, version, steps: dialogue.steps.length, differences, partAt: null };
}

/** As they would be kept: plain JSON. */
function asKept(moves: readonly Move[]): readonly KeptMove[] {
  return JSON.parse(JSON.stringify(moves)) as readonly KeptMove[];
}

/** What the dialogue waits for after these moves: an answer at a node, the end, a function. */
function waitsFor(moves: readonly KeptMove[]): unknown {
  const last = moves.findLast(({ kind }) => kind !== 'say' && kind !== 'fact');
  if (last === undefined) return null;
  return [last.kind, last['node'], last['reason'], last['name']];
}

/**
 * Sentences and questions to functions and models are numbered through the call: one more or less shifts all after it. Each
 * is known again by its place in its step.
 */
function learnNames(kept: readonly KeptMove[], moves: readonly KeptMove[], names: Map<string, string>): void {
  for (const kind of ['say', 'call-function', 'ask-model'] as const) {
    const now = moves.filter((move) => move.kind === kind);
    for (const [index, then] of kept.filter((move) => move.kind === kind).entries()) {
      const other = now[index];
      if (other !== undefined) names.set(`${kind} ${nameOf(then)}`, nameOf(other));
    }
  }
}

function nameOf(move: KeptMove): string {
  const name = move['sayId'] ?? move['key'];
  return typeof name === 'string' ? name : '';
}

function nameless(move: KeptMove): KeptMove {
  const { sayId: _, key: __, ...rest } = move;
  return rest;
}

const namedBy: Readonly<Record<string, 'say' | 'call-function' | 'ask-model'>> = {
  said: 'say',
  'function-result': 'call-function',
  'model-sentence': 'ask-model',
  'model-done': 'ask-model',
  'model-failed': 'ask-model',
};

/** The input under the names that the replay gave. What it never said or asked has no name there. */
function renamed(input: DialogueStep['input'], names: ReadonlyMap<string, string>): DialogueInput {
  const kind = namedBy[input.kind];
  if (kind === undefined) return input as unknown as DialogueInput;
  const name = names.get(`${kind} ${nameOf(input)}`) ?? '';
  return { ...input, [kind === 'say' ? 'sayId' : 'key']: name } as unknown as DialogueInput;
}

/** What lies between what both begin with and what both end with; null where nothing does. */
function differenceOf(
  before: readonly KeptMove[],
  after: readonly KeptMove[],
): Pick<ReplayDifference, 'before' | 'after'> | null {
  if (isDeepStrictEqual(before, after)) return null;
  let from = 0;
  while (from < before.length && isDeepStrictEqual(before[from], after[from])) from += 1;
  let tail = 0;
  while (
    tail < Math.min(before.length, after.length) - from &&
    isDeepStrictEqual(before[before.length - 1 - tail], after[after.length - 1 - tail])
  )
    tail += 1;
  return { before: before.slice(from, before.length - tail), after: after.slice(from, after.length - tail) };
}

/** What a customer or the world did, for people: `客户 好的`. */
export function describeInput(input: DialogueStep['input']): string {
  switch (input.kind) {
    case 'heard':
      return `客户 ${String(input['text'])}`;
    case 'keys':
      return `客户 #${String(input['digits'])}`;
    case 'silence':
      return '客户 …';
    case 'said':
      return input['completed'] === true ? '[said to the end]' : `[interrupted after '${String(input['spokenText'])}']`;
    default:
      return `[${input.kind}]`;
  }
}

/** A move for people: `机器人 您方便吗？`, `[hang-up {"reason":"ordered"}]`. */
export function describeMove(move: KeptMove): string {
  const { kind, ...rest } = move;
  if (kind !== 'say') return `[${kind} ${JSON.stringify(rest)}]`;
  return `机器人 ${String(rest['text'])}`;
}
