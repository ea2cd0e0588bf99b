import { compileLearnt, entitiesIn, understand } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { describeProblem, loadScriptFile } from '../scripts/index.ts';
import type { CommandResult } from './commands/command.ts';
import type { TextFile } from './script-cases.ts';

/** `script understand`: what a script makes of each sentence, wherever in it one is: meaning, confidence and values. */
export function understandFile(
  { text, file }: TextFile,
  sentences: readonly string[],
  at: { readonly nowMs: number; readonly utcOffsetMinutes: number },
): CommandResult {
  const { document, problems } = loadScriptFile(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'));
  const script = compileLearnt(document);
  const understood = sentences.map((sentence) => {
    const matches = understand(script, sentence);
    const [first] = matches;
    return {
      text: sentence,
      intent: first?.id ?? null,
      confidence: first?.confidence ?? 0,
      others: matches.slice(1).map(({ id, confidence }) => ({ intent: id, confidence })),
      entities: entitiesIn(document.slots, sentence, at),
    };
  });
  const lines = understood.map(({ text: said, intent, confidence, others, entities }) =>
    [
      `${said}  →  ${intent ?? '（没听懂）'}${intent === null ? '' : ` ${confidence}`}`,
      ...others.map((other) => `    也可能 ${other.intent} ${other.confidence}`),
      ...entities.map(({ type, slot, value, text: words }) => `    ${slot ?? type} = ${value}（${words}）`),
    ].join('\n'),
  );
  return { json: understood.length === 1 ? understood[0] : understood, text: lines.join('\n') };
}
