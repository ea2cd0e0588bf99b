import type { IvrDocument } from '../../../contract/ivr-document.ts';
import { checkExits } from './check-exits.ts';
import { checkNames } from './check-names.ts';
import { checkNodes } from './check-nodes.ts';
import { checkReach } from './check-reach.ts';
import type { Findings, IvrProblem, IvrSurroundings } from './problem.ts';

export type { IvrProblem, IvrSurroundings } from './problem.ts';

/** Every fault of a flow that can be seen without a call. Empty: it can run. */
export function lintIvr(document: IvrDocument, around: IvrSurroundings = {}): readonly IvrProblem[] {
  const findings: Findings = { document, around, problems: [] };
  checkExits(findings);
  checkReach(findings);
  checkNames(findings);
  checkNodes(findings);
  return findings.problems;
}
