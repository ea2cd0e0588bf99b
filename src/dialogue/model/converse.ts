import type { FunctionResult } from '../../contract/live-services.ts';
import type { ScriptNodeOf, Utterance } from '../../contract/script-document.ts';
import type { CompiledScript } from '../compiled-script.ts';
import type { DialogueMemory, ModelTalk } from '../dialogue-memory.ts';
import { nodeAt, webFunctionOf } from '../place.ts';
import { renderPlain } from '../template.ts';
import { branchFor } from '../turn/branches.ts';
import { keepResult } from '../turn/keep-result.ts';
import { fillSlot, valueIn } from '../turn/slots.ts';
import { currentLabel, currentNode, endOnFault, say, sayLine, state, type Turn } from '../turn/turn.ts';
import { follow, listen } from '../turn/walk.ts';
import { changedVoice } from '../voice.ts';
import { askModel, newModelTalk, takeDown } from './ask-model.ts';
import type { Conclusion } from './conclusion.ts';
import { judgeSentence } from './guard.ts';
import { boundsOf, givenPassages, identityOf } from './model-request.ts';
import { citedBy } from './passages.ts';
import { speakable } from './plain-text.ts';

type ConverseNode = ScriptNodeOf<'converse'>;

/** After so many answers of which a sentence could not be said, the flow goes on without the model. */
const mostWithheld = 2;
/** Functions that the model may have called at one node. */
const mostFunctions = 6;
const longestText = 200;

interface Awaited {
  readonly node: ConverseNode;
  readonly talk: ModelTalk;
  readonly answer: NonNullable<ModelTalk['answer']>;
}

/** The answer of that key, where it is still awaited. */
function awaited(turn: Turn, key: string): Awaited | null {
  const { phase, modelTalk: talk } = turn.memory;
  const node = currentNode(turn);
  const answer = talk?.answer ?? null;
  if (phase !== 'model' || node?.kind !== 'converse' || talk === null || answer?.key !== key) return null;
  return { node, talk, answer };
}

/** The answer that the model is to give, and how long the line may be silent for want of its next sentence; null: none. */
export function awaitedAnswer(
  script: CompiledScript,
  { scriptId, at, phase, modelTalk }: DialogueMemory,
): { readonly key: string; readonly budgetMs: number } | null {
  const node = nodeAt((script.others.get(scriptId) ?? script).document, at);
  const answer = modelTalk?.answer ?? null;
  if (phase !== 'model' || answer === null || node?.kind !== 'converse') return null;
  return { key: answer.key, budgetMs: node.budgetMs };
}

/** The answer is over, or nobody wants it any longer. */
export function dropAnswer({ memory }: Turn): void {
  if (memory.phase !== 'model') return;
  memory.phase = 'listening';
  if (memory.modelTalk !== null) memory.modelTalk.answer = null;
}

/** The customer said what no branch is for: the model answers, as often as the node lets it. */
export function answerByModel(turn: Turn, node: ConverseNode): void {
  const talk = (turn.memory.modelTalk ??= newModelTalk());
  talk.rounds += 1;
  if (talk.rounds > node.maxRounds) return leave(turn, node, 'failed');
  askModel(turn, node);
}

/** A sentence of the answer: said where nothing forbids it, else the script's own words stand in its place and end the answer. */
export function onModelSentence(turn: Turn, key: string, text: string): void {
  const now = awaited(turn, key);
  const sentence = speakable(text);
  if (now === null || !/[\p{L}\p{N}]/u.test(sentence)) return;
  const { node, talk, answer } = now;
  if (answer.sentences >= node.maxSentences) return;
  const { document } = turn.script;
  const withheld = judgeSentence(sentence, boundsOf(document, node, turn.memory, talk));
  if (withheld !== null) {
    state(turn, { kind: 'answer-withheld', node: currentLabel(turn), ...withheld, text: sentence });
    return replaceAnswer(turn, node, withheld.rule === 'person' ? identityOf(document, node) : node.fallback);
  }
  const passages = citedBy(sentence, givenPassages(document, node, answer));
  if (passages.length > 0) state(turn, { kind: 'answer-cited', node: currentLabel(turn), text: sentence, passages });
  answer.sentences += 1;
  answer.said += sentence;
  sayLine(turn, {
    text: sentence,
    audio: null,
    voice: changedVoice(document.voice, node.voice),
    bargeIn: node.bargeIn ?? document.bargeIn,
    repeatable: true,
    rotationKey: '',
  });
}

function replaceAnswer(turn: Turn, node: ConverseNode, utterances: readonly Utterance[]): void {
  const talk = (turn.memory.modelTalk ??= newModelTalk());
  dropAnswer(turn);
  talk.withheld += 1;
  sayOwn(turn, node, utterances);
  if (talk.withheld >= mostWithheld) leave(turn, node, 'failed');
  else listen(turn);
}

/** Words of the script's at a converse node. */
function sayOwn(turn: Turn, node: ConverseNode, utterances: readonly Utterance[]): void {
  const { flow, node: name } = turn.memory.at;
  const rotationKey = `${flow}/${name}#${utterances === node.fallback ? 'fallback' : 'identity'}`;
  say(turn, utterances, { rotationKey, bargeIn: node.bargeIn, voice: node.voice });
}

/** The answer is whole: values are kept, and the conversation goes on as it says, within what the script allows. */
export function onModelDone(turn: Turn, key: string, conclusion: Conclusion): void {
  const now = awaited(turn, key);
  if (now === null) return;
  const { node, talk, answer } = now;
  keepExtracted(turn, node, talk, conclusion.extracted);
  if (conclusion.tool !== null) return callTool(turn, now, conclusion.tool);
  if (conclusion.goal === 'goes-on' && answer.said === '') return onModelFailed(turn, key, 'it said nothing');
  dropAnswer(turn);
  turn.memory.modelFailuresRunning = 0;
  if (conclusion.goal === 'goes-on') return listen(turn);
  leave(turn, node, conclusion.goal === 'reached' ? 'ok' : 'failed');
}

/** Whoever was asked something has the word. */
const question = /[?？]|[吗呢吧][。.，]?$/u;

/**
 * No answer, or no more of it. What was said of it stands: where it asked nothing the script speaks too, and where there was nothing
 * it goes on by `failed`.
 */
export function onModelFailed(turn: Turn, key: string, reason: string): void {
  const now = awaited(turn, key);
  if (now === null) return;
  const { node, answer } = now;
  state(turn, { kind: 'model-failed', node: currentLabel(turn), reason });
  dropAnswer(turn);
  if (question.test(answer.said)) return listen(turn);
  sayOwn(turn, node, node.fallback);
  if (answer.said !== '') return listen(turn);
  turn.memory.modelFailuresRunning += 1;
  leave(turn, node, 'failed');
}

/** A function that the script allows is called with the script's own arguments; any other is refused, and told. */
function callTool(turn: Turn, { node, talk, answer }: Awaited, name: string): void {
  const tool = Object.hasOwn(node.tools, name) ? node.tools[name] : undefined;
  if (tool === undefined || talk.functions >= mostFunctions) {
    const because = tool === undefined ? 'no function of this node' : `more than ${mostFunctions} functions`;
    state(turn, {
      kind: 'answer-withheld',
      node: currentLabel(turn),
      rule: 'function',
      because,
      text: name.slice(0, 60),
    });
    if (answer.said === '') return replaceAnswer(turn, node, node.fallback);
    dropAnswer(turn);
    return listen(turn);
  }
  const { memory, script } = turn;
  dropAnswer(turn);
  takeDown(turn, talk);
  talk.functions += 1;
  talk.running = name;
  memory.functionsSoFar += 1;
  memory.phase = 'function';
  const args = Object.entries(tool.args).map(([arg, text]) => [arg, renderPlain(text, script.document, memory)]);
  turn.moves.push({
    kind: 'call-function',
    key: String(memory.functionsSoFar),
    name,
    args: Object.fromEntries(args) as Record<string, string>,
    timeoutMs: tool.timeoutMs,
    web: webFunctionOf(script.document, name),
  });
}

/** The function that the model asked for has answered: the model is told, as data, and goes on. */
export function onToolResult(turn: Turn, node: ConverseNode, result: FunctionResult): void {
  const talk = (turn.memory.modelTalk ??= newModelTalk());
  const name = talk.running ?? '';
  talk.running = null;
  keepResult(turn, { name, saveTo: node.tools[name]?.saveTo ?? {} }, result);
  talk.lines.push({ by: 'function', text: JSON.stringify({ name, ...result }) });
  askModel(turn, node);
}

function leave(turn: Turn, node: ConverseNode, how: 'ok' | 'failed'): void {
  const branch = branchFor(turn, node, ['condition']) ?? branchFor(turn, node, [how, 'any']);
  if (branch === undefined) return endOnFault(turn, `no branch of '${currentLabel(turn)}' is for '${how}'`);
  follow(turn, branch);
}

/** Keeps what the model has found out, where it is a value of its slot and the customer said it. */
function keepExtracted(
  turn: Turn,
  node: ConverseNode,
  { lines }: ModelTalk,
  extracted: Readonly<Record<string, string>>,
): void {
  const customer = lines.flatMap(({ by, text }) => (by === 'customer' ? [text] : []));
  for (const slot of node.slots) {
    const words = Object.hasOwn(extracted, slot) ? (extracted[slot] ?? '').trim() : '';
    if (words === '') continue;
    const value = valueOf(turn, slot, words, customer);
    if (value === null)
      state(turn, {
        kind: 'answer-withheld',
        node: currentLabel(turn),
        rule: 'value',
        because: `no value of '${slot}' that the customer said`,
        text: words.slice(0, longestText),
      });
    else if (value !== turn.memory.slots[slot]?.value) fillSlot(turn, slot, value, words);
  }
}

function valueOf(turn: Turn, slot: string, words: string, customer: readonly string[]): string | null {
  const type = turn.script.document.slots[slot]?.entity.type;
  if (type === 'yes-no')
    return words === 'yes' || words === '是' ? 'yes' : words === 'no' || words === '否' ? 'no' : null;
  if (type === 'text') return words.slice(0, longestText);
  const value = valueIn(turn, slot, words, 'asked');
  if (value === null || type === 'choice') return value;
  return customer.some((line) => valueIn(turn, slot, line, 'asked-loosely') === value) ? value : null;
}
