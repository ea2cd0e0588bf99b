import type { ScriptDocument } from '../contract/script-document.ts';
import { compileLearnt, settleExperiments, type Variants } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { dropEachBranch, type Mutations } from './branch-mutations.ts';
import type { LoadedCases } from './load-case-file.ts';
import { runCase, type CaseRun, type Difference } from './run-cases.ts';

/** A case that came out otherwise, with what was said. */
export interface FailedCase {
  readonly name: string;
  /** Of the file of cases. */
  readonly line: number;
  readonly differences: readonly Difference[];
  readonly said: readonly { readonly customer: string; readonly robot: string }[];
}

export interface TestReport {
  readonly script: string;
  readonly cases: number;
  readonly passed: number;
  readonly failed: readonly FailedCase[];
  /** What taking branches away showed, where that was asked for. */
  readonly mutations: Mutations | null;
}

/**
 * Holds every case of a script, which understands by what it has learnt as in calls, with the variants that the case names, else with
 * `variants`; with `mutations` each branch is taken away in turn to see whether a case notices. Throws `script-invalid` where the script
 * cannot run and `cases-invalid` where the cases are another script's.
 */
export function testScript(
  document: ScriptDocument,
  { script, cases }: LoadedCases,
  { mutations = false, variants = {} }: { readonly mutations?: boolean; readonly variants?: Variants } = {},
): TestReport {
  if (script !== document.id)
    throw new CodedError('cases-invalid', `these are cases of script '${script}', not of '${document.id}'`);
  const held = cases.map((one) => {
    const compiled = compileLearnt(settleExperiments(document, { ...variants, ...one.variants }));
    return { one, script: compiled, run: runCase(compiled, one) };
  });
  const failed = held.flatMap(({ one, run }) => (run.differences.length === 0 ? [] : [failedCase(run, one.line)]));
  return {
    script,
    cases: cases.length,
    passed: cases.length - failed.length,
    failed,
    mutations: mutations ? dropEachBranch(document, held) : null,
  };
}

export function failedCase({ name, differences, conversation }: CaseRun, line: number): FailedCase {
  const said = conversation.lines.map(({ customer }, index) => ({ customer, robot: conversation.said[index] ?? '' }));
  return { name, line, differences, said };
}

/** The failures for people: what differed and what was said, `FILE:LINE` before each. */
export function describeFailures({ failed }: TestReport, file: string): readonly string[] {
  return failed.flatMap(({ name, line, differences, said }) => [
    `${file}:${line}: case '${name}'`,
    ...differences.map(
      ({ what, wanted, got }) => `  ${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got) ?? 'none'}`,
    ),
    ...said.flatMap(({ customer, robot }, index) => [
      ...(index === 0 ? [] : [`    客户 ${customer}`]),
      ...(robot === '' ? [] : [`    机器人 ${robot}`]),
    ]),
  ]);
}
