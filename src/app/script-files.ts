import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chatStep, compileScript, startChat, type ChatLine } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { describeProblem, loadScriptFile } from '../scripts/index.ts';
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
    return move.kind === 'fact' && move.fact.kind === 'grade-changed' ? [`  [等级 ${move.fact.grade}]`] : [];
  });
}

/** `script chat`: a conversation by lines of text; `#1` presses a key, an empty line is silence. */
export async function chatWithScript(
  text: string,
  file: string,
  input: NodeJS.ReadableStream,
  nowMs: number,
  write: (line: string) => void,
): Promise<void> {
  const { document, problems } = loadScriptFile(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'));
  const world = {
    runFunction: () =>
      ({ ok: true, values: { orderId: '00000000-0000-4000-8000-000000000000', orderNumber: '1' } }) as const,
    transferAnswered: true,
  };
  let { chat, line } = startChat(compileScript(document), {}, { nowMs, utcOffsetMinutes: 480 }, world);
  for (const row of shown(line)) write(row);
  for await (const said of createInterface({ input })) {
    ({ chat, line } = chatStep(chat, said));
    for (const row of shown(line)) write(row);
    if (line.moves.some(({ kind }) => kind === 'hang-up' || kind === 'transfer')) return;
  }
}
