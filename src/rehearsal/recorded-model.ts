import { splitSentences, type DialogueInput } from '../dialogue/index.ts';
import type { RecordedAnswer } from './case-file.ts';
import type { Difference } from './run-cases.ts';

/** A question that a converse node asks a language model. */
export interface ModelAsked {
  readonly key: string;
  readonly flow: string;
  readonly node: string;
  /** After which line of the customer: 1 is the first, 0 the opening. */
  readonly turn: number;
}

/** A language model that says what was recorded of one, each answer once. */
export interface RecordedModel {
  /** What comes of a question, in order; a failure where nothing is recorded. */
  readonly answer: (asked: ModelAsked) => readonly DialogueInput[];
  /** Questions without an answer, and answers without a question. */
  readonly differences: () => readonly Difference[];
}

export function recordedModel(answers: readonly RecordedAnswer[]): RecordedModel {
  const left = [...answers];
  const missing: ModelAsked[] = [];
  return {
    answer(asked) {
      const at = left.findIndex(({ turn }) => turn === asked.turn);
      const [found] = at < 0 ? [] : left.splice(at, 1);
      if (found !== undefined) return inputsOf(found, asked.key);
      missing.push(asked);
      return [{ kind: 'model-failed', key: asked.key, reason: 'no answer is recorded' }];
    },
    differences: () => [
      ...missing.map(({ flow, node, turn }) => ({
        what: 'model' as const,
        wanted: `a recorded answer for flow '${flow}', node '${node}', turn ${turn}`,
        got: undefined,
      })),
      ...left.map(({ turn }) => ({
        what: 'model' as const,
        wanted: `a question to the model at turn ${turn}, for which an answer is recorded`,
        got: undefined,
      })),
    ],
  };
}

function inputsOf({ says, goal, extracts, calls, fails }: RecordedAnswer, key: string): readonly DialogueInput[] {
  const sentences = splitSentences(says, true).whole.map(
    (words) => ({ kind: 'model-sentence', key, text: words }) as const,
  );
  if (fails !== undefined) return [...sentences, { kind: 'model-failed', key, reason: fails }];
  return [...sentences, { kind: 'model-done', key, conclusion: { goal, extracted: extracts, tool: calls ?? null } }];
}
