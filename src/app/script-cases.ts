import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import {
  describeFailures,
  loadCaseFile,
  testScript,
  testScriptInThread,
  type LoadedCases,
  type TestReport,
} from '../rehearsal/index.ts';
import type { Variants } from '../dialogue/index.ts';
import {
  assertVariants,
  casesOf,
  describeProblem,
  findDraft,
  lineOfScript,
  loadScriptFile,
  publishDraft,
  type Deed,
  type Publication,
} from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';
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
  demandVariants(document, loaded, variants);
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

/** Refuses variants that the script has not, of those asked for and of those its cases name. Throws as `assertVariants`. */
export function demandVariants(document: ScriptDocument, { cases }: LoadedCases, variants: Variants): void {
  for (const named of [variants, ...cases.map((one) => one.variants)]) assertVariants(document, named);
}

function summary({ cases, passed, mutations }: TestReport): string {
  const held = `${passed} of ${cases} cases went as they should`;
  if (mutations === null) return held;
  return `${held}; ${mutations.branches - mutations.survivors.length} of ${mutations.branches} branches are needed by one`;
}

/** The script of a file that can run. Throws `script-invalid` with every error and its line. */
export function runnable(script: TextFile): ScriptDocument {
  const { document, problems } = loadScriptFile(script.text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (document && errors.length === 0) return document;
  throw invalid(script, errors);
}

/** The script of a file, with errors or without: only what is no script at all is refused with `script-invalid`. */
export function documentIn(script: TextFile): ScriptDocument {
  const { document, problems } = loadScriptFile(script.text);
  if (document) return document;
  throw invalid(script, problems);
}

function invalid({ file }: TextFile, problems: ReturnType<typeof loadScriptFile>['problems']): CodedError {
  return new CodedError('script-invalid', problems.map((problem) => describeProblem(problem, file)).join('\n'), {
    file,
  });
}

/** Refuses with `cases-failed` where a case of the script goes otherwise than it should: what differed, case by case. */
export async function demandCases(document: ScriptDocument, cases: TextFile): Promise<void> {
  const report = await testScriptInThread(document, loadCaseFile(cases.text, cases.file));
  if (report.failed.length === 0) return;
  throw new CodedError(
    'cases-failed',
    [
      ...describeFailures(report, cases.file),
      `${summary(report)}; forced, with a note, it is published all the same`,
    ].join('\n'),
    { script: report.script, failed: report.failed.length },
  );
}

/**
 * Publishes the draft of a script, once it holds the cases that are kept with it; `force` lets it pass whatever they say, and the note
 * of the deed says why. Rejects with `cases-failed`, and as `publishDraft` does.
 */
export async function publishJudgedDraft(
  { database, tenantId }: { readonly database: Database; readonly tenantId: TenantId },
  scriptId: string,
  deed: Deed,
  force: boolean,
): Promise<Publication> {
  const [draft, cases] = await Promise.all([
    findDraft(database, tenantId, scriptId),
    casesOf(database, tenantId, scriptId),
  ]);
  if (force && (deed.note ?? '').trim() === '')
    throw new CodedError('bad-request', 'who publishes whatever the cases say gives a note: why?');
  if (draft !== null && cases !== null && !force) await demandCases(draft.document, cases);
  return publishDraft(database, tenantId, scriptId, deed);
}
