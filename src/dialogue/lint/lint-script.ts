import type { ScriptDocument } from '../../contract/script-document.ts';
import { checkAdvertising } from './check-advertising.ts';
import { checkBranches } from './check-branches.ts';
import { checkCollisions } from './check-collisions.ts';
import { checkConverse } from './check-converse.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkExperiments, checkVariants } from './check-experiments.ts';
import { checkExtract } from './check-extract.ts';
import { checkIdentity } from './check-identity.ts';
import { checkLines } from './check-lines.ts';
import { checkLoops } from './check-loops.ts';
import { checkNames } from './check-names.ts';
import { checkOrder } from './check-order.ts';
import { checkReach } from './check-reach.ts';
import { checkVariables } from './check-variables.ts';
import type { Findings, ScriptProblem } from './problem.ts';

type Check = (findings: Findings) => void;

/** What a script must have to run. */
const alone: readonly Check[] = [checkBranches, checkReach, checkNames, checkConverse, checkDuplicates, checkIdentity];
const toRun: readonly Check[] = [...alone, checkExperiments, (findings) => checkVariants(findings, errorsAlone)];
/** What it must have to be published besides. */
const toPublish: readonly Check[] = [
  checkOrder,
  checkLoops,
  checkVariables,
  checkExtract,
  checkLines,
  checkAdvertising,
];
/** What its author should know; of a large script it takes seconds. */
const advice: readonly Check[] = [checkCollisions];

/**
 * Every fault of a script that can be seen without running it, in the order of the checks. Empty: there is nothing to say against
 * it. `recordingFault` looks at its recordings, where somebody can.
 */
export function lintScript(
  document: ScriptDocument,
  recordingFault?: Findings['recordingFault'],
): readonly ScriptProblem[] {
  return problemsBy([...toRun, ...toPublish, ...advice], { document, problems: [], recordingFault });
}

/** The errors that keep a script from running: a version that was published before a rule came runs on. */
export function faultsOf(document: ScriptDocument): readonly ScriptProblem[] {
  return problemsBy(toRun, { document, problems: [] }).filter(({ severity }) => severity === 'error');
}

/** The errors that keep a script from being published. */
export function publishFaultsOf(document: ScriptDocument): readonly ScriptProblem[] {
  return problemsBy([...toRun, ...toPublish], { document, problems: [] }).filter(
    ({ severity }) => severity === 'error',
  );
}

function errorsAlone(document: ScriptDocument): readonly ScriptProblem[] {
  return problemsBy(alone, { document, problems: [] }).filter(({ severity }) => severity === 'error');
}

function problemsBy(checks: readonly Check[], findings: Findings): readonly ScriptProblem[] {
  for (const check of checks) check(findings);
  return findings.problems;
}
