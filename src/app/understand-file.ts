import type { Advisers } from '../call/index.ts';
import {
  compileLearnt,
  doubtAmong,
  entitiesIn,
  understand,
  type CompiledScript,
  type Doubt,
  type FoundEntity,
} from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { describeProblem, loadScriptFile } from '../scripts/index.ts';
import { askOpinion } from './ask-opinion.ts';
import type { CommandResult } from './commands/command.ts';
import type { TextFile } from './script-cases.ts';

/**
 * `script understand`: what a script makes of each sentence, wherever in it one is: meaning, confidence and values. Where the script has
 * somebody asked of what is doubtful, that opinion too.
 */
export async function understandFile(
  { text, file }: TextFile,
  sentences: readonly string[],
  at: { readonly nowMs: number; readonly utcOffsetMinutes: number },
  advisers: Advisers = {},
): Promise<CommandResult> {
  const { document, problems } = loadScriptFile(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'));
  const script = compileLearnt(document);
  const understood: Understood[] = [];
  for (const sentence of sentences) {
    const { matches, doubt } = readOnce(script, sentence);
    const [first] = matches;
    const asked = doubt === null ? null : await askOpinion(doubt, advisers);
    understood.push({
      text: sentence,
      intent: first?.id ?? null,
      confidence: first?.confidence ?? 0,
      others: matches.slice(1).map(({ id, confidence }) => ({ intent: id, confidence })),
      entities: entitiesIn(document.slots, sentence, at),
      ...(asked !== null && { secondOpinion: asked.told }),
    });
  }
  const lines = understood.map(({ text: said, intent, confidence, others, entities, secondOpinion }) =>
    [
      `${said}  →  ${intent ?? '（没听懂）'}${intent === null ? '' : ` ${confidence}`}`,
      ...others.map((other) => `    也可能 ${other.intent} ${other.confidence}`),
      ...(secondOpinion === undefined ? [] : [`    第二意见 ${secondOpinion}`]),
      ...entities.map(({ type, slot, value, text: words }) => `    ${slot ?? type} = ${value}（${words}）`),
    ].join('\n'),
  );
  return { json: understood.length === 1 ? understood[0] : understood, text: lines.join('\n') };
}

interface Understood {
  readonly text: string;
  readonly intent: string | null;
  readonly confidence: number;
  readonly others: readonly { readonly intent: string; readonly confidence: number }[];
  readonly entities: readonly FoundEntity[];
  /** What it says, or why it says nothing; absent where nothing is in doubt or the script wants none. */
  readonly secondOpinion?: string;
}

function readOnce(
  script: CompiledScript,
  text: string,
): { matches: ReturnType<typeof understand>; doubt: Doubt | null } {
  const matches = understand(script, text);
  return { matches, doubt: doubtAmong(script, { text, asked: '' }, matches) };
}
