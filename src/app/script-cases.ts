import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import { describeFailures, loadCaseFile, testScript, testScriptInThread, type TestReport } from '../rehearsal/index.ts';
import type { Variants } from '../dialogue/index.ts';
import { assertVariants, describeProblem, lineOfScript, loadScriptFile } from '../scripts/index.ts';
import type { CommandResult } from './commands/command.ts';

/** A file as the terminal read it. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/**
 * `script test`: the cases of a script, each with what differed; with `mutations` also the branches whose loss no case notices.
 * Exit code 1 where a case fails or a branch is not covered.
 */
export function testScriptFile(
  script: TextFile,
  cases: TextFile,
  mutations: boolean,
  variants: Variants = {},
): CommandResult & { readonly exitCode: number } {
  const document = runnable(script);
  const loaded = loadCaseFile(cases.text, cases.file);
  for (const named of [variants, ...loaded.cases.map((one) => one.variants)]) assertVariants(document, named);
  const report = testScript(document, loaded, { mutations, variants });
  const survivors = (report.mutations?.survivors ?? []).map((one) => ({
    ...one,
    line: lineOfScript(script.text, one.path),
  }));
  const text = [
    ...describeFailures(report, cases.file),
    ...survivors.map(({ node, branch, line }) => `${script.file}:${line ?? 1}: no case needs ${node}: ${branch}`),
    summary(report),
  ];
  const json = {
    ...report,
    mutations: report.mutations && { branches: report.mutations.branches, survivors },
  };
  return { json, text: text.join('\n'), exitCode: report.failed.length + survivors.length > 0 ? 1 : 0 };
}

function summary({ cases, passed, mutations }: TestReport): string {
  const held = `${passed} of ${cases} cases went as they should`;
  if (mutations === null) return held;
  return `${held}; ${mutations.branches - mutations.survivors.length} of ${mutations.branches} branches are needed by one`;
}

function runnable({ text, file }: TextFile): ScriptDocument {
  const { document, problems } = loadScriptFile(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (document && errors.length === 0) return document;
  throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'), { file });
}

/** Refuses with `cases-failed` where a case of the script goes otherwise than it should: what differed, case by case. */
export async function demandCases(script: TextFile, cases: TextFile): Promise<void> {
  const report = await testScriptInThread(runnable(script), loadCaseFile(cases.text, cases.file));
  if (report.failed.length === 0) return;
  throw new CodedError(
    'cases-failed',
    [...describeFailures(report, cases.file), `${summary(report)}; --force NOTE publishes all the same`].join('\n'),
    { script: report.script, failed: report.failed.length },
  );
}
