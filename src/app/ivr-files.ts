import { createInterface } from 'node:readline';
import { CodedError } from '../foundation/errors.ts';
import { linesProblemsText, readLinesDocument } from '../lines/index.ts';
import {
  compileIvrs,
  ivrProblemsOf,
  ivrTrialStep,
  startIvrTrial,
  type CompiledIvr,
  type IvrMove,
  type IvrTrialLine,
  type IvrTrialWorld,
} from '../switchboard/index.ts';
import type { CommandResult } from './commands/command.ts';

/** `ivr lint`: every problem of a lines document and its flows, with its line; exit code 1 where there is one. */
export function lintIvrFile(text: string, file: string): CommandResult & { readonly exitCode: number } {
  const reading = readLinesDocument(text, ivrProblemsOf);
  const problems = reading.ok ? [] : reading.problems;
  return {
    json: { file, problems },
    text: problems.length === 0 ? `${file}: no problems` : linesProblemsText(problems),
    exitCode: problems.length === 0 ? 0 : 1,
  };
}

export interface IvrTrialChoice {
  /** The flow to try; the first where absent. */
  readonly ivr?: string | undefined;
  /** Bodies that web services answer with, in this order; the last again and again. Without any they are away. */
  readonly answers: readonly string[];
}

/** `ivr try`: a flow played in the terminal. A line of keys presses them, an empty line is silence, anything else is said. */
export async function tryIvrFile(
  text: string,
  choice: IvrTrialChoice,
  input: NodeJS.ReadableStream,
  nowMs: number,
  write: (line: string) => void,
): Promise<void> {
  const flow = flowOf(text, choice.ivr);
  const call = { wallMs: nowMs, caller: '+8613800000000', called: '' };
  let { trial, line } = startIvrTrial(flow, call, worldOf(choice.answers));
  for (const row of shown(line)) write(row);
  if (trial.over) return;
  for await (const caller of createInterface({ input })) {
    ({ trial, line } = ivrTrialStep(trial, caller));
    for (const row of shown(line)) write(row);
    if (trial.over) return;
  }
}

function flowOf(text: string, name: string | undefined): CompiledIvr {
  const reading = readLinesDocument(text, ivrProblemsOf);
  if (!reading.ok) throw new CodedError('lines-document-invalid', linesProblemsText(reading.problems));
  const flows = compileIvrs(reading.document, 0);
  const wanted = name ?? reading.document.ivrs[0]?.name;
  const flow = wanted === undefined ? undefined : flows.get(wanted);
  if (flow) return flow;
  const known = flows.size === 0 ? 'it has none' : `it has ${[...flows.keys()].map((one) => `'${one}'`).join(', ')}`;
  throw new CodedError('ivr-missing', `there is no flow '${wanted ?? ''}' in the document: ${known}`);
}

/** Nobody comes back from a transfer: the trial ends there. */
function worldOf(answers: readonly string[]): IvrTrialWorld {
  let asked = 0;
  return {
    lookUp: () => {
      asked += 1;
      const body = answers[Math.min(asked, answers.length) - 1];
      return body === undefined ? { failure: 'unreachable' } : { status: 200, body };
    },
    transfer: () => null,
  };
}

function shown({ moves }: IvrTrialLine): string[] {
  return moves.flatMap(rowsOf);
}

function rowsOf(move: IvrMove): readonly string[] {
  if (move.kind === 'play')
    return move.items.map(({ text, audio }) => `语音 ${text === '' ? `[${audio ?? ''}]` : text}`);
  if (move.kind === 'fetch') return [`  [${move.request.method} ${move.request.url}]`];
  if (move.kind === 'hang-up') return [`  [挂机 ${move.reason}]`];
  if (move.kind === 'route-to') {
    const keys = move.card.keys.map((pressed) => pressed.keys).join(' ');
    const values = move.card.values.map(({ label, value }) => ` ${label}=${value}`).join('');
    return [`  [转接 ${JSON.stringify(move.target)} 按键 ${keys}${values}]`];
  }
  if (move.kind !== 'fact') return [];
  const { fact } = move;
  if (fact.kind === 'looked-up' && !fact.ok) return [`  [查询失败 ${fact.reason}]`];
  return fact.kind === 'flow-fault' ? [`  [流程出错 ${fact.reason}]`] : [];
}
