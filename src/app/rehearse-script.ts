import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CodedError } from '../foundation/errors.ts';
import {
  loadPersonas,
  rehearseByModel,
  rehearseInThread,
  reportPage,
  type CustomerModel,
  type RehearsalReport,
} from '../rehearsal/index.ts';
import type { Variants } from '../dialogue/index.ts';
import { assertVariants, describeProblem, loadScriptFile } from '../scripts/index.ts';
import type { CommandResult } from './commands/command.ts';

export interface RehearsalFlags {
  readonly conversations: number;
  readonly seed: number;
  /** Who chooses the customers' words; rules where absent. */
  readonly model?: CustomerModel;
  /** A file of personas, where they are not the standard ones. */
  readonly personas?: string;
  /** Where the page goes. */
  readonly report?: string;
  /** Everybody meets these; where absent, variants take turns. */
  readonly variants?: Variants;
}

/** A script's file: the one named, or of the shipped samples in `folder` the one of that id. */
export function scriptFileNamed(name: string, folder: string): string {
  const sample = join(folder, `${basename(name)}.yaml`);
  return !existsSync(name) && /^[a-z0-9-]+$/u.test(name) && existsSync(sample) ? sample : name;
}

/**
 * `script rehearse`: customers of many kinds talk with a script, and a page tells what came of it. Exit code 1 where a loop or a dead
 * end was found. A draft with errors is rehearsed as it stands; what is no script at all is refused.
 */
export async function rehearseScriptFile(
  file: string,
  flags: RehearsalFlags,
  progress: (done: number) => void,
): Promise<CommandResult & { readonly exitCode: number }> {
  const { document, problems } = loadScriptFile(await readFile(file, 'utf8'));
  if (document === null)
    throw new CodedError('script-invalid', problems.map((problem) => describeProblem(problem, file)).join('\n'), {
      file,
    });
  const { conversations, seed, model, personas, variants } = flags;
  assertVariants(document, variants ?? {});
  const options = {
    conversations,
    seed,
    ...(variants && { variants }),
    ...(personas === undefined ? {} : { personas: loadPersonas(await readFile(personas, 'utf8'), personas) }),
  };
  const report =
    model === undefined
      ? await rehearseInThread(document, options, progress)
      : await rehearseByModel(document, options, model, progress);
  const page = flags.report ?? `${document.id}.rehearsal.html`;
  await writeFile(page, reportPage(report));
  const { examples: _, ...json } = report;
  return {
    json: { ...json, report: page },
    text: describe(report, page),
    exitCode: report.loops.length + report.deadEnds.length > 0 ? 1 : 0,
  };
}

function describeModel(by: NonNullable<RehearsalReport['byModel']>): readonly string[] {
  const { model, led, conversations, turns, tokens, customerFailed } = by;
  return [
    `${conversations} with customers led by language model '${model}' (${led.join(', ')}): ${turns} turns, ${tokens} tokens`,
    ...Object.entries(customerFailed).map(
      ([reason, times]) => `customer failed ${times} times, counted apart: ${reason}`,
    ),
  ];
}

function describe(report: RehearsalReport, page: string): string {
  const { conversations, coverage, uncovered, rounds, personas, loops, deadEnds, byModel } = report;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return [
    `${conversations} conversations, ${rounds} rounds on average; ${percent(coverage.nodes)} of the nodes and ${percent(coverage.branches)} of the branches`,
    ...(byModel === null ? [] : describeModel(byModel)),
    ...Object.values(personas).map(({ name, conversations: count, outcomes }) => {
      const ends = Object.entries(outcomes).toSorted(([, left], [, right]) => right - left);
      return `  ${name}\t${count}\t${ends.map(([reason, times]) => `${reason} ${times}`).join(', ')}`;
    }),
    ...uncovered.nodes.map((node) => `not entered: ${node}`),
    ...loops.map(({ nodes, conversations: count }) => `loop: ${nodes.join(' → ')} (${count} conversations)`),
    ...deadEnds.map(({ node, why, conversations: count }) => `dead end: ${node}: ${why} (${count} conversations)`),
    `the page: ${page}`,
  ].join('\n');
}
