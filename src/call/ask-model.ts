import { concludeFrom, splitSentences } from '../dialogue/index.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../contract/language-model.ts';
import { messageOf } from '../foundation/errors.ts';
import type { ModelInput } from './conversation-state.ts';

/** No answer is as long as this: what says more has lost its way. */
const longestAnswer = 4_000;

/** What comes of a question, as it comes. */
export interface ModelAnswer {
  give(input: ModelInput): void;
  used(tokens: number): void;
}

/**
 * Puts one question to the language model and gives its answer sentence by sentence, then how it ended. After `signal` has aborted
 * nothing more is given. Never throws.
 */
export async function askModel(
  model: LanguageModel,
  { key, request }: { readonly key: string; readonly request: ModelRequest },
  signal: AbortSignal,
  answer: ModelAnswer,
): Promise<void> {
  const give = (input: ModelInput): void => {
    if (!signal.aborted) answer.give(input);
  };
  const tools: Extract<ModelPart, { kind: 'tool' }>[] = [];
  let text = '';
  let length = 0;
  const say = (isAll: boolean): void => {
    const { whole, rest } = splitSentences(text, isAll);
    text = rest;
    for (const sentence of whole) give({ kind: 'model-sentence', key, text: sentence });
  };
  try {
    for await (const part of model.ask(request, signal)) {
      if (signal.aborted) return;
      if (part.kind === 'used') answer.used(part.tokens);
      else if (part.kind === 'tool') tools.push(part);
      else {
        text += part.text;
        length += part.text.length;
        if (length > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} characters`);
        say(false);
      }
    }
    say(true);
    give({ kind: 'model-done', key, conclusion: concludeFrom(tools) });
  } catch (error) {
    give({ kind: 'model-failed', key, reason: messageOf(error) });
  }
}
