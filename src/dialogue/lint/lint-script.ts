import type { ScriptDocument } from '../../contract/script-document.ts';
import { checkBranches } from './check-branches.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkIdentity } from './check-identity.ts';
import { checkNames } from './check-names.ts';
import { checkReach } from './check-reach.ts';
import type { Findings, ScriptProblem } from './problem.ts';

/**
 * Every fault of a script that can be seen without running it, in document order of the checks. Empty: the script can run.
 * `recordingFault` looks at its recordings, where somebody can.
 */
export function lintScript(
  document: ScriptDocument,
  recordingFault?: Findings['recordingFault'],
): readonly ScriptProblem[] {
  const findings: Findings = { document, problems: [], recordingFault };
  checkBranches(findings);
  checkReach(findings);
  checkNames(findings);
  checkDuplicates(findings);
  checkIdentity(findings);
  return findings.problems;
}
