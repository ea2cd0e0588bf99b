import type { ScriptNodeOf } from '../../contract/script-document.ts';
import type { ModelTalk } from '../dialogue-memory.ts';
import { endOnFault, type Turn } from '../turn/turn.ts';
import { modelRequest } from './model-request.ts';
import { findPassages, passagesOf } from './passages.ts';

/** Answers that fail one after another, with no word of the customer between, lead in a circle. */
const mostFailures = 3;
/** Of the script's texts, so many passages are told with one question. */
const mostPassages = 3;
/** Of the conversation, more is never told. */
const mostKept = 40;

export function newModelTalk(): ModelTalk {
  return { rounds: 0, withheld: 0, functions: 0, running: null, lines: [], answer: null };
}

/** Asks the model for its next answer, and waits for it. */
export function askModel(turn: Turn, node: ScriptNodeOf<'converse'>): void {
  const { memory, script } = turn;
  if (memory.modelFailuresRunning >= mostFailures)
    return endOnFault(turn, `the language model failed ${mostFailures} times without the customer being heard`);
  const talk = (memory.modelTalk ??= newModelTalk());
  takeDown(turn, talk);
  memory.modelAsksSoFar += 1;
  const key = String(memory.modelAsksSoFar);
  const asked = talk.lines.findLast(({ by }) => by === 'customer')?.text ?? '';
  const passages = findPassages(passagesOf(script.document, node.texts), asked, mostPassages);
  talk.answer = { key, passages: passages.map(({ id }) => id), sentences: 0, said: '' };
  memory.phase = 'model';
  turn.moves.push({ kind: 'ask-model', key, request: modelRequest(script.document, node, memory, passages) });
}

/** Writes down what was said since the model was last asked: of us, as much as was heard. */
export function takeDown({ memory, heard }: Turn, talk: ModelTalk): void {
  const spoken = memory.spoken.map(({ text, unheard }) => text.slice(0, text.length - (unheard ?? '').length));
  const ours = spoken.join('').trim();
  if (ours !== '') talk.lines.push({ by: 'robot', text: ours });
  memory.spoken = [];
  const last = talk.lines.at(-1);
  if (heard !== null && heard.trim() !== '' && !(last?.by === 'customer' && last.text === heard))
    talk.lines.push({ by: 'customer', text: heard });
  talk.lines = talk.lines.slice(-mostKept);
}
