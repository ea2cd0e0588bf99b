import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Advisers } from '../call/index.ts';
import {
  chatDoubt,
  chatStep,
  compileLearnt,
  settleExperiments,
  startChat,
  type ChatLine,
  type DialogueFact,
  type Move,
  type Variants,
} from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { assertVariants, describeProblem, loadScriptFile } from '../scripts/index.ts';
import { askOpinion } from './ask-opinion.ts';
import { answerByModel } from './chat-by-model.ts';
import type { CommandResult } from './commands/command.ts';
import { recordingFaultIn } from './script-recordings.ts';

/** `script lint`: every problem with its line, recordings in `folder` among them; exit code 1 where one is an error. */
export function lintFile(
  text: string,
  file: string,
  folder = dirname(resolve(file)),
): CommandResult & { readonly exitCode: number } {
  const { problems } = loadScriptFile(text, recordingFaultIn(folder));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const lines = problems.map((problem) => describeProblem(problem, file));
  return {
    json: { file, errors, problems },
    text: lines.length === 0 ? `${file}: no problems` : lines.join('\n'),
    exitCode: errors > 0 ? 1 : 0,
  };
}

function shown({ moves }: ChatLine): string[] {
  return moves.flatMap((move) => {
    if (move.kind === 'say') return [`机器人 ${move.text}`];
    if (move.kind === 'call-function') return [`  [${move.name} ${JSON.stringify(move.args)}]`];
    if (move.kind === 'transfer') return [`  [转人工 ${move.summary}]`];
    if (move.kind === 'hang-up') return [`  [挂机 ${move.reason}]`];
    return move.kind === 'fact' ? shownFact(move.fact) : [];
  });
}

function shownFact(fact: DialogueFact): string[] {
  if (fact.kind === 'grade-changed') return [`  [等级 ${fact.grade}]`];
  if (fact.kind === 'answer-withheld') return [`  [未说 ${fact.rule} ${fact.because}：${fact.text}]`];
  if (fact.kind === 'answer-cited') return [`  [出处 ${fact.passages.join(' ')}]`];
  return fact.kind === 'model-failed' ? [`  [模型 ${fact.reason}]`] : [];
}

/**
 * `script chat`: a conversation by lines of text; `#1` presses a key, an empty line is silence. `advisers` are asked what is doubtful, and
 * their language model answers at converse nodes.
 */
export async function chatWithScript(
  text: string,
  file: string,
  input: NodeJS.ReadableStream,
  nowMs: number,
  write: (line: string) => void,
  advisers: Advisers = {},
  variants: Variants = {},
): Promise<void> {
  const { document, problems } = loadScriptFile(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'));
  assertVariants(document, variants);
  const script = compileLearnt(settleExperiments(document, variants));
  const { languageModel } = advisers;
  const world = {
    runFunction: () =>
      ({ ok: true, values: { orderId: '00000000-0000-4000-8000-000000000000', orderNumber: '1' } }) as const,
    transferAnswered: true,
    hasModel: languageModel !== undefined,
  };
  let { chat, line } = startChat(script, {}, { nowMs, utcOffsetMinutes: 480 }, world);
  const show = (one: ChatLine): void => {
    for (const row of shown(one)) write(row);
  };
  let isOver = false;
  const follow = async (): Promise<void> => {
    const isEnd = ({ kind }: Move): boolean => kind === 'hang-up' || kind === 'transfer';
    isOver = line.moves.some(isEnd);
    show(line);
    if (languageModel === undefined) return;
    chat = await answerByModel(chat, line, languageModel, (answered) => {
      isOver ||= answered.moves.some(isEnd);
      show(answered);
    });
  };
  await follow();
  for await (const said of createInterface({ input })) {
    const doubt = chatDoubt(chat, said);
    const asked = doubt === null ? null : await askOpinion(doubt, advisers);
    if (asked !== null) write(`  [第二意见 ${asked.told}]`);
    ({ chat, line } = chatStep(chat, said, asked?.opinion ?? undefined));
    await follow();
    if (isOver) return;
  }
}
