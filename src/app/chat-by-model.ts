import { askModel } from '../call/index.ts';
import type { LanguageModel } from '../contract/language-model.ts';
import { chatGive, type Chat, type ChatLine, type DialogueInput, type Move } from '../dialogue/index.ts';

/** A chat has no line that may not be silent: a model on a laptop may take its time. */
const patienceMs = 60_000;

/** Has the model answer what the last step asked of it, and what its answers ask in their turn; `show` is given each line of it. */
export async function answerByModel(
  chat: Chat,
  line: ChatLine,
  model: LanguageModel,
  show: (line: ChatLine) => void,
): Promise<Chat> {
  let current = chat;
  let question = questionIn(line.moves);
  while (question !== undefined) {
    const inputs = await answersTo(model, question);
    const moves: Move[] = [];
    for (const input of inputs) {
      const step = chatGive(current, input);
      current = step.chat;
      moves.push(...step.line.moves);
      show(step.line);
    }
    question = questionIn(moves);
  }
  return current;
}

type Question = Extract<Move, { kind: 'ask-model' }>;

function questionIn(moves: readonly Move[]): Question | undefined {
  return moves.findLast((move) => move.kind === 'ask-model');
}

async function answersTo(model: LanguageModel, question: Question): Promise<readonly DialogueInput[]> {
  const inputs: DialogueInput[] = [];
  const late = AbortSignal.timeout(patienceMs);
  await askModel(model, question, late, { give: (input) => inputs.push(input), used: () => undefined });
  const reason = `no answer in ${patienceMs / 1_000} s`;
  return late.aborted ? [...inputs, { kind: 'model-failed', key: question.key, reason }] : inputs;
}
